-- Tables that the kiosk's login does not see: sign-in, sessions, secrets and chain ends, as core/db/rows describes them.

CREATE TABLE sec.audit_head (
  kiosk_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  CONSTRAINT pk_audit_head PRIMARY KEY (kiosk_id)
)
 WITH (fillfactor = 20);

CREATE TABLE sec.written (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
  what TEXT NOT NULL,
  "row" JSONB NOT NULL,
  before JSONB,
  after JSONB,
  CONSTRAINT pk_written PRIMARY KEY (id)
);

CREATE INDEX ix_written_xid ON sec.written (xid);

CREATE TABLE sec.server_secret (
  one BOOLEAN NOT NULL,
  secret BYTEA NOT NULL,
  inner_pad BYTEA NOT NULL,
  outer_pad BYTEA NOT NULL,
  CONSTRAINT pk_server_secret PRIMARY KEY (one)
);

CREATE TABLE sec.site_person (
  site_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  CONSTRAINT pk_site_person PRIMARY KEY (site_id, user_id),
  CONSTRAINT fk_site_person_site_id FOREIGN KEY(site_id) REFERENCES app.site (id),
  CONSTRAINT fk_site_person_user_id FOREIGN KEY(user_id) REFERENCES app.user_account (id)
);

CREATE TABLE sec.user_lock (
  user_id BIGINT NOT NULL,
  until TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_user_lock PRIMARY KEY (user_id),
  CONSTRAINT fk_user_lock_user_id FOREIGN KEY(user_id) REFERENCES app.user_account (id)
);

CREATE TABLE sec.user_secret (
  user_id BIGINT NOT NULL,
  salt BYTEA NOT NULL,
  verifier BYTEA NOT NULL,
  time_cost BIGINT NOT NULL,
  memory_kib BIGINT NOT NULL,
  CONSTRAINT pk_user_secret PRIMARY KEY (user_id),
  CONSTRAINT fk_user_secret_user_id FOREIGN KEY(user_id) REFERENCES app.user_account (id)
);

CREATE TABLE sec.sign_in_attempt (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  user_id BIGINT,
  kiosk_id BIGINT,
  guess BYTEA NOT NULL,
  correct BOOLEAN,
  xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
  at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_sign_in_attempt PRIMARY KEY (id),
  CONSTRAINT uq_sign_in_attempt_uid UNIQUE (uid),
  CONSTRAINT fk_sign_in_attempt_user_id FOREIGN KEY(user_id) REFERENCES app.user_account (id),
  CONSTRAINT fk_sign_in_attempt_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
);

CREATE INDEX ix_sign_in_attempt_kiosk_id_at ON sec.sign_in_attempt (kiosk_id, at);

CREATE INDEX ix_sign_in_attempt_user_id_at ON sec.sign_in_attempt (user_id, at);

CREATE TABLE sec.kiosk_secret (
  kiosk_id BIGINT NOT NULL,
  secret_hash BYTEA NOT NULL,
  enrolled_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_kiosk_secret PRIMARY KEY (kiosk_id),
  CONSTRAINT fk_kiosk_secret_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
);

CREATE TABLE sec.session (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  token_hash BYTEA NOT NULL,
  grant_hash BYTEA,
  user_id BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  site_id BIGINT NOT NULL,
  role TEXT NOT NULL,
  permissions TEXT[] NOT NULL,
  began TIMESTAMP WITH TIME ZONE NOT NULL,
  seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
  expires TIMESTAMP WITH TIME ZONE NOT NULL,
  idle_after INTERVAL,
  ended TIMESTAMP WITH TIME ZONE,
  late BOOLEAN NOT NULL,
  CONSTRAINT pk_session PRIMARY KEY (id),
  CONSTRAINT uq_session_token_hash UNIQUE (token_hash),
  CONSTRAINT uq_session_grant_hash UNIQUE (grant_hash),
  CONSTRAINT fk_session_user_id FOREIGN KEY(user_id) REFERENCES app.user_account (id),
  CONSTRAINT fk_session_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id),
  CONSTRAINT fk_session_site_id FOREIGN KEY(site_id) REFERENCES app.site (id)
);

CREATE INDEX ix_session_user_id ON sec.session (user_id);
