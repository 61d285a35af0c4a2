"""What a döner plant begins with beside its people: reasons in both languages, and crates with their tares."""

from decimal import Decimal

from sqlalchemy.orm import Session

from core.context import new_id
from core.db.rows.plant import ContainerRow, ReasonRow, SiteRow
from core.domain.masterdata import ReasonTopic

REASONS: dict[ReasonTopic, tuple[tuple[str, str, str], ...]] = {
    ReasonTopic.HOLD: (
        (
            "H-WARM",
            "The core is warmer than it may be.",
            "A maghőmérséklet a megengedettnél magasabb.",
        ),
        ("H-PACK", "The packaging is torn or dirty.", "A csomagolás sérült vagy szennyezett."),
        (
            "H-PAPERS",
            "The delivery's papers are missing or do not fit.",
            "A szállítmány papírjai hiányoznak vagy nem egyeznek.",
        ),
        (
            "H-FOREIGN",
            "A foreign body may be in it; the metal detector answered.",
            "Idegen anyag lehet benne, a fémkereső jelzett.",
        ),
        (
            "H-LAB",
            "The laboratory's result has to come first.",
            "Előbb meg kell várni a laboratórium eredményét.",
        ),
    ),
    ReasonTopic.REJECT: (
        (
            "R-SMELL",
            "The meat smells or looks spoiled.",
            "A hús szaga vagy színe romlottságra utal.",
        ),
        ("R-WARM", "It was too warm for too long.", "Túl hosszú ideig volt túl meleg."),
        (
            "R-FLOOR",
            "It fell on the floor and cannot be used.",
            "A padlóra esett, nem használható fel.",
        ),
        ("R-FOREIGN", "A foreign body was found in it.", "Idegen anyagot találtunk benne."),
    ),
    ReasonTopic.RELEASE: (
        (
            "L-COOLED",
            "It was cooled down and measured again within the limit.",
            "Visszahűtöttük, az újabb mérés a határértéken belül van.",
        ),
        ("L-LAB", "The laboratory found nothing.", "A laboratóriumi eredmény negatív."),
        (
            "L-CHECKED",
            "It was checked whole and found in order.",
            "Teljes átvizsgálás után rendben találtuk.",
        ),
        (
            "L-PROBE",
            "The probe was wrong; another one measured it within the limit.",
            "A szonda hibásan mért, egy másik a határértéken belül mérte.",
        ),
    ),
    ReasonTopic.RUN: (
        (
            "G-MACHINE",
            "A machine stands still and is being repaired.",
            "Egy gép áll, a javítása folyamatban van.",
        ),
        (
            "G-MATERIAL",
            "There is no meat or spice to go on with.",
            "Nincs hús vagy fűszer a folytatáshoz.",
        ),
        ("G-CLEAN", "The line has to be cleaned in between.", "A sort közben takarítani kell."),
        ("G-READY", "What was in the way has been put right.", "Az akadályt elhárítottuk."),
        ("G-POWER", "The power or the cooling failed.", "Kimaradt az áram vagy a hűtés."),
    ),
    ReasonTopic.SCRAP: (
        (
            "S-FELL",
            "The skewer fell apart or off its rod.",
            "A nyárs szétesett vagy lecsúszott a rúdról.",
        ),
        (
            "S-SHAPE",
            "The skewer is out of shape or under weight.",
            "A nyárs alakja vagy tömege nem megfelelő.",
        ),
        ("S-FOIL", "The foil burst in the freezer.", "A fólia felszakadt a fagyasztóban."),
    ),
    ReasonTopic.LABEL: (
        ("C-TORN", "The label was torn or came off.", "A címke elszakadt vagy levált."),
        (
            "C-PALE",
            "The print is too pale to be scanned.",
            "A nyomtatás halvány, nem olvasható le.",
        ),
        ("C-WRONG", "It was stuck on the wrong crate.", "Rossz ládára került a címke."),
        (
            "C-PAPER",
            "The paper ran out while it was printed.",
            "Nyomtatás közben elfogyott a papír.",
        ),
    ),
    ReasonTopic.STOCK: (
        (
            "K-COUNT",
            "The stock was counted and there is another amount.",
            "A leltár más mennyiséget mutatott.",
        ),
        (
            "K-DRIP",
            "It lost weight by dripping and drying.",
            "Csepegés és száradás miatt vesztett a tömegéből.",
        ),
        ("K-WRONG", "The move was booked by mistake.", "A mozgást tévedésből könyvelték."),
        (
            "K-SAMPLE",
            "A sample was taken for the laboratory.",
            "Mintát vettünk belőle a laboratóriumnak.",
        ),
    ),
    ReasonTopic.OUTBOX: (
        (
            "O-TWICE",
            "It was entered twice; the other entry holds.",
            "Kétszer rögzítették, a másik bejegyzés az érvényes.",
        ),
        (
            "O-LATE",
            "The lot had gone on before the kiosk was back.",
            "A tétel továbbment, mielőtt a kioszk újra elérhető lett.",
        ),
        ("O-PAPER", "It was settled on paper meanwhile.", "Közben papíron rendeztük."),
    ),
}
"""Code, English, Hungarian: by what they give a reason for."""

CONTAINERS = (
    ("E2", "2.000", "Crate E2", "E2 láda"),
    ("E1", "1.500", "Crate E1", "E1 láda"),
    ("DOLAV", "37.000", "Dolav", "Dolav konténer"),
)


def add_catalogue(session: Session, site: SiteRow) -> None:
    """The reasons and containers of a döner plant."""
    for topic, entries in REASONS.items():
        for code, english, hungarian in entries:
            text = {"en": english, "hu": hungarian}
            session.add(ReasonRow(uid=new_id(), site_id=site.id, code=code, topic=topic, text=text))
    for kind, tare, english, hungarian in CONTAINERS:
        session.add(
            ContainerRow(
                uid=new_id(),
                site_id=site.id,
                type=kind,
                name={"en": english, "hu": hungarian},
                tare_kg=Decimal(tare),
            )
        )
