-- What is signed, and the signatures.

CREATE TABLE sec.signed_command (
  command TEXT NOT NULL,
  CONSTRAINT pk_signed_command PRIMARY KEY (command)
);

CREATE TABLE sec.signature (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  session_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  command TEXT NOT NULL,
  record UUID NOT NULL,
  version BIGINT NOT NULL,
  badge TEXT NOT NULL,
  meaning TEXT NOT NULL,
  at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  used_xid xid8,
  key UUID,
  CONSTRAINT pk_signature PRIMARY KEY (id),
  CONSTRAINT fk_signature_user_id FOREIGN KEY(user_id) REFERENCES app.user_account (id),
  CONSTRAINT fk_signature_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id),
  CONSTRAINT fk_signature_command FOREIGN KEY(command) REFERENCES sec.signed_command (command)
);

CREATE INDEX ix_signature_record ON sec.signature (record);

CREATE INDEX ix_signature_used_xid ON sec.signature (used_xid);
