"""Sentences of every error code, and of the reasons that several topics share."""

from collections.abc import Mapping

from core.domain.words import translatable as _

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "not_found": (
        _("There is no {what} {reference} here."),
        _("There is no such {what} here."),
        _("{reference} is not known here."),
        _("This is not known here."),
    ),
    "forbidden": (
        _("You may not do this: {permission}."),
        _("You do not belong to the site {site}."),
        _("You may not do this."),
    ),
    "forbidden.not_signed_in": (_("Sign in first."),),
    "forbidden.session_over": (_("Your session is over. Sign in again."),),
    "forbidden.session_idle": (_("You were away for a while. Enter your PIN to go on."),),
    "forbidden.no_ticket": (_("The PIN could not be checked. Try again."),),
    "forbidden.not_enrolled": (
        _(
            "This machine is not enrolled as kiosk {kiosk}. An administrator enrols it with: nyars enroll {kiosk}."
        ),
        _("This machine is not enrolled as that kiosk. An administrator enrols it."),
    ),
    "forbidden.lot_on_hold": (
        _("Only a manager may move {lot}, because it is on HOLD."),
        _("Only a manager may move a lot on HOLD."),
    ),
    "forbidden.own_version": (_("Another person must approve what you saved or submitted."),),
    "forbidden.own_reading": (_("Another person must review the reading you took."),),
    "invalid": (
        _("{argument}: this cannot be used. Please check it."),
        _("This cannot be used as it was entered. Please check it."),
    ),
    "invalid.not_an_object": (_("This is not a proper command."),),
    "invalid.unknown_argument": (_("{argument}: nothing of this name is asked for here."),),
    "invalid.missing_argument": (_("{argument}: this is missing."),),
    "invalid.wrong_type": (_("{argument}: this is not filled in properly."),),
    "invalid.not_a_number": (_("{argument}: this is not a number."),),
    "invalid.too_many_places": (_("{argument}: at most three decimal places, please."),),
    "invalid.out_of_range": (_("{argument}: this is out of range."),),
    "invalid.not_positive": (_("{argument}: this must be more than zero."),),
    "invalid.negative": (_("{argument}: this must not be less than zero."),),
    "invalid.too_short": (
        _("{argument}: write at least {minimum} letters."),
        _("{argument}: this is too short."),
    ),
    "invalid.too_long": (
        _("{argument}: at most {maximum} letters fit."),
        _("{argument}: this is too long."),
    ),
    "invalid.weak_pin": (
        _("{argument}: at least {minimum} digits, and no sequence such as 123456."),
    ),
    "invalid.in_the_future": (_("{argument}: this lies in the future."),),
    "invalid.named_twice": (_("A lot was named twice."),),
    "invalid.unknown_value": (_("{argument}: there is no such choice here."),),
    "invalid.stock_type": (_("{argument}: stock is registered without a run."),),
    "invalid.one_of_lot_or_buffer": (_("Name either a lot or a buffer."),),
    "invalid.not_by_hand": (_("Moves of this kind are booked by the kiosk alone."),),
    "invalid.same_place": (_("It lies there already. Choose another place."),),
    "invalid.not_a_gtin": (_("{argument}: a GTIN has 8, 12, 13 or 14 digits."),),
    "invalid.check_digit": (_("{argument}: the check digit is wrong. Please scan it again."),),
    "invalid.not_a_gs1_prefix": (_("{argument}: a GS1 company prefix has 4 to 12 digits."),),
    "invalid.not_json": (_("This line is not JSON."),),
    "invalid.line_too_long": (_("This line is too long."),),
    "invalid.no_request": (_("A line is a command, a query, a sign_in or a sign_out."),),
    "invalid.unknown_command": (_("There is no such command."),),
    "invalid.unknown_query": (_("There is no such query."),),
    "conflict": (_("Somebody changed this meanwhile. Look at it again and repeat."),),
    "conflict.has_children": (
        _("{lot} cannot be voided: other lots were made from it."),
        _("A lot that others were made from cannot be voided."),
    ),
    "conflict.not_empty": (
        _("{buffer} can be closed only when it is empty."),
        _("A buffer can be closed only when it is empty."),
    ),
    "conflict.buffer_closed": (
        _("{buffer} is closed and takes nothing."),
        _("The buffer is closed."),
    ),
    "conflict.no_gs1_prefix": (
        _("{site} has no GS1 company prefix yet, so a pallet cannot get its number."),
        _("The site has no GS1 company prefix yet, so a pallet cannot get its number."),
    ),
    "conflict.exists": (_("{reference} exists already."), _("This exists already.")),
    "conflict.site_exists": (
        _("The site {site} exists already."),
        _("This site exists already."),
    ),
    "unavailable": (_("The database cannot be reached now. Nothing was changed."),),
    "unavailable.unknown": (
        _("Whether this was done is not known yet. It is being checked; do not repeat it."),
    ),
    "unavailable.busy": (_("The database is busy. Try again shortly."),),
    "unavailable.no_plant": (
        _("There is no plant in this database yet; found one with nyars db init."),
    ),
    "unavailable.demo_process": (_("A part of the demo did not start. Try again."),),
    "unavailable.offline": (_("This is not possible without the database."),),
    "unavailable.database": (_("The database cannot be reached now. Nothing was changed."),),
    "unavailable.fault": (
        _("A fault kept this from being done. A manager decides what becomes of it."),
    ),
    "unavailable.starting": (_("The kiosk is still starting. Try again shortly."),),
    "unavailable.too_slow": (
        _("There was no answer within {seconds} s. Try again shortly."),
        _("There was no answer in time. Try again shortly."),
    ),
    "unavailable.enrolment_unreadable": (
        _("The secret of kiosk {kiosk} cannot be read in {folder}. Whose file is it?"),
        _("The secret of this kiosk cannot be read. Whose file is it?"),
    ),
    "unavailable.device_lost": (
        _("The device {role} is not connected."),
        _("The device is not connected."),
    ),
    "unavailable.no_order": (_("The scale cannot do this from here. Use its own keys."),),
    "unavailable.no_device": (
        _("No device is set up as {role}."),
        _("No such device is set up."),
    ),
    "unavailable.database_programs": (
        _("The programs of the database are missing: install {package}."),
        _("The programs of the database are missing."),
    ),
    "unavailable.database_user": (
        _("The operating system's user {user} for the database cannot be made: {output}"),
        _("The operating system's user for the database cannot be made."),
    ),
    "unavailable.database_start": (
        _("The database does not start: {output}"),
        _("The database does not start."),
    ),
    "unavailable.database_recovery": (
        _("The database is still repairing itself after the last stop. Wait, please: {output}"),
        _("The database is still repairing itself after the last stop. Wait, please."),
    ),
    "unavailable.database_folder": (
        _("The folder {folder} cannot be used for the database."),
        _("The folder cannot be used for the database."),
    ),
    "unavailable.database_password": (
        _("The password of the database in {folder} is missing or wrong."),
        _("The password of the database is missing or wrong."),
    ),
    "illegal_transition": (
        _("{lot} is {status}. {action} is not possible now."),
        _("{run}: {status}. {action} is not possible now."),
        _("{action} is not possible now. State: {status}."),
        _("{lot} is {status}: this is not possible now."),
        _("{run}: {status}. This is not possible now."),
        _("This is not possible now. State: {status}."),
        _("This is not possible now."),
    ),
    "illegal_transition.no_gate": (
        _("{lot} was made at a step without a gate: there is nothing to pass."),
        _("There is no gate here: there is nothing to pass."),
    ),
    "version_not_published": (
        _("Only a published flow version can be used. State: {status}."),
        _("Only a published flow version can be used."),
    ),
    "version_immutable": (_("A published version never changes. Make a new version of it."),),
    "version_pinned": (_("A run keeps the flow version that it was created with."),),
    "step_not_ready": (
        _("The step is not ready yet: {lots}."),
        _("{type} is not made at this step of the run, but {types}."),
        _("{type} is not made at this step of the run."),
        _("The step is not ready yet."),
    ),
    "step_not_ready.reading": (
        _("{lot}: measured {celsius}, at most {limit_c} passes. Measure again or hold it."),
        _("{lot}: a temperature within {limit_c} is missing. Measure it first."),
        _("{lot}: a temperature within the limit is missing. Measure it first."),
        _("A temperature within the limit is missing. Measure it first."),
    ),
    "step_not_ready.lot": (_("No lot was made at this step yet."),),
    "run_not_ready": (
        _("The run is not ready for this yet: {lots}."),
        _("The run is not ready for this yet."),
    ),
    "run_not_ready.lot": (_("No lot was made at this step yet."),),
    "run_not_ready.last_step": (_("The run is at its last step. It can be completed now."),),
    "run_not_ready.before_last_step": (_("A run is completed at its last step only."),),
    "run_not_ready.materials": (_("Each material needs an answer: estimate, weigh or type in."),),
    "run_not_running": (
        _("{run} is not running. State: {status}."),
        _("{run} is not running."),
        _("The run is not running."),
    ),
    "buffer_purity": (
        _("{buffer} takes only {allowed}. This is {type}."),
        _("{buffer} does not take {type}."),
        _("{buffer} does not take this type of lot."),
        _("The buffer does not take this type of lot."),
    ),
    "buffer_capacity": (
        _("{buffer}: there is room for {free_kg}, this is {kg}."),
        _("{buffer}: there is not enough room."),
        _("There is not enough room in the buffer."),
    ),
    "buffer_temperature": (
        _("{buffer} takes {min_c} to {max_c}. Measured: {celsius}."),
        _("The temperature is outside the band of {buffer}."),
        _("The temperature is outside the band of the buffer."),
    ),
    "buffer_temperature.buffer": (
        _("{buffer} is itself outside its band. Measured: {celsius}."),
        _("The buffer itself is outside its band and takes nothing."),
    ),
    "lot_not_released": (
        _("{lot} is not released. State: {status}."),
        _("{lot} is not released."),
        _("The lot is not released."),
    ),
    "lot_not_released.laboratory": (
        _("{lot}: the laboratory's result is still awaited."),
        _("The laboratory's result is still awaited."),
    ),
    "genealogy": (
        _("{type} is not made from {lot}."),
        _("This lot cannot be made from these lots."),
    ),
    "genealogy.missing_parent": (
        _("{type} is made from {inputs}. Name the lot it is made from."),
        _("Name the lot it is made from."),
    ),
    "genealogy.takes_no_parents": (
        _("{type} is not made from other lots."),
        _("This lot is not made from other lots."),
    ),
    "genealogy.wrong_parent_type": (
        _("{type} is not made from {lot}, but from {inputs}."),
        _("{type} is not made from {lot}."),
        _("This lot cannot be made from these lots."),
    ),
    "genealogy.mixed_sizes": (_("One size only on a pallet."),),
    "genealogy.too_old": (
        _("{lot} is too old for this: {days} days since slaughter, at most {limit}."),
        _("{lot} is too old for this."),
        _("The meat is too old for this."),
    ),
    "genealogy.void": (_("{lot} is void."), _("The lot is void.")),
    "genealogy.cycle": (_("A lot cannot be made from itself."),),
    "weight_exceeded": (
        _("{lot}: {remaining_kg} left, {kg} needed, {missing_kg} missing."),
        _("{lot}: there is not that much left."),
        _("There is not that much left of the lot."),
    ),
    "notes_required": (
        _("The yield is {yield_pct}. Write why, at least {minimum} letters."),
        _("The yield is {yield_pct}, out of its band. Write why."),
        _("Measured {celsius}, limit {limit_c}. Write why it passes, at least {minimum} letters."),
        _("Write why, at least {minimum} letters."),
        _("Write why: a note is needed here."),
    ),
    "key_reused": (_("This was sent before with other contents. Nothing was changed."),),
    "sign_required": (_("This needs your signature: badge and PIN."),),
    "sign_failed": (_("The badge or the PIN is wrong."),),
    "locked_out": (
        _("Too many wrong PINs. Wait {minutes} minutes or ask a manager."),
        _("Too many wrong PINs. Wait 15 minutes or ask a manager."),
    ),
    "rate_limited": (
        _("More than {per_minute} in a minute. Wait a little."),
        _("Too many in a minute. Wait a little."),
    ),
    "audit_immutable": (_("The audit log is never changed."),),
    "plan_locked": (
        _("The plan of {run} cannot be changed any more. State: {status}."),
        _("The plan cannot be changed any more."),
    ),
    "material_short": (
        _("{lot}: {missing_kg} of material missing."),
        _("{lot}: there is not enough material."),
        _("There is not enough material."),
    ),
    "codes_exhausted": (
        _("{prefix}: all numbers are used up."),
        _("All numbers are used up."),
    ),
}
