-- Tables of readings, decisions, reviews, laboratory results, alarms, instruments and their checks, as core/db/rows describes them.

CREATE TABLE app.alarm (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  priority BIGINT NOT NULL,
  lot_id BIGINT,
  buffer_id BIGINT,
  details JSONB NOT NULL,
  state TEXT NOT NULL,
  raised_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  answered_by BIGINT,
  answered_at TIMESTAMP WITH TIME ZONE,
  shelved_until TIMESTAMP WITH TIME ZONE,
  notes TEXT,
  reason_id BIGINT,
  CONSTRAINT pk_alarm PRIMARY KEY (id),
  CONSTRAINT ck_alarm_priority CHECK (priority BETWEEN 1 AND 3),
  CONSTRAINT ck_alarm_state CHECK (state IN ('ACTIVE','ACKNOWLEDGED','SHELVED')),
  CONSTRAINT ck_alarm_shelved CHECK ((state = 'SHELVED') = (shelved_until IS NOT NULL)),
  CONSTRAINT ck_alarm_explained CHECK (state <> 'SHELVED' OR (reason_id IS NOT NULL OR length(regexp_replace(coalesce(notes, ''), '\s', '', 'g')) >= 10)),
  CONSTRAINT uq_alarm_uid UNIQUE (uid),
  CONSTRAINT fk_alarm_site_id FOREIGN KEY(site_id) REFERENCES app.site (id),
  CONSTRAINT fk_alarm_lot_id FOREIGN KEY(lot_id) REFERENCES app.lot (id),
  CONSTRAINT fk_alarm_buffer_id FOREIGN KEY(buffer_id) REFERENCES app.buffer (id),
  CONSTRAINT fk_alarm_answered_by FOREIGN KEY(answered_by) REFERENCES app.user_account (id),
  CONSTRAINT fk_alarm_reason_id FOREIGN KEY(reason_id) REFERENCES app.reason (id)
);

CREATE INDEX ix_alarm_site_id_id ON app.alarm (site_id, id);

CREATE TABLE app.corrective_action (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  lot_id BIGINT NOT NULL,
  notes TEXT,
  reason_id BIGINT,
  user_id BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_corrective_action PRIMARY KEY (id),
  CONSTRAINT ck_corrective_action_notes CHECK ((reason_id IS NOT NULL OR length(regexp_replace(coalesce(notes, ''), '\s', '', 'g')) >= 10)),
  CONSTRAINT uq_corrective_action_uid UNIQUE (uid),
  CONSTRAINT fk_corrective_action_lot_id FOREIGN KEY(lot_id) REFERENCES app.lot (id),
  CONSTRAINT fk_corrective_action_reason_id FOREIGN KEY(reason_id) REFERENCES app.reason (id),
  CONSTRAINT fk_corrective_action_user_id FOREIGN KEY(user_id) REFERENCES app.user_account (id),
  CONSTRAINT fk_corrective_action_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
);

CREATE INDEX ix_corrective_action_lot_id_id ON app.corrective_action (lot_id, id);

CREATE TABLE app.lab_result (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  lot_id BIGINT NOT NULL,
  test TEXT NOT NULL,
  marked_by BIGINT NOT NULL,
  marked_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  result TEXT,
  notes TEXT,
  reason_id BIGINT,
  resulted_by BIGINT,
  resulted_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_lab_result PRIMARY KEY (id),
  CONSTRAINT ck_lab_result_result CHECK (result IN ('negative','positive')),
  CONSTRAINT ck_lab_result_resulted CHECK ((result IS NULL) = (resulted_at IS NULL)),
  CONSTRAINT uq_lab_result_uid UNIQUE (uid),
  CONSTRAINT fk_lab_result_lot_id FOREIGN KEY(lot_id) REFERENCES app.lot (id),
  CONSTRAINT fk_lab_result_marked_by FOREIGN KEY(marked_by) REFERENCES app.user_account (id),
  CONSTRAINT fk_lab_result_reason_id FOREIGN KEY(reason_id) REFERENCES app.reason (id),
  CONSTRAINT fk_lab_result_resulted_by FOREIGN KEY(resulted_by) REFERENCES app.user_account (id)
);

CREATE UNIQUE INDEX ix_lab_result_awaited ON app.lab_result (lot_id) WHERE result IS NULL;

CREATE TABLE app.temperature_log (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  lot_id BIGINT,
  buffer_id BIGINT,
  celsius NUMERIC NOT NULL,
  kind TEXT NOT NULL,
  probe TEXT,
  source TEXT NOT NULL,
  limit_c NUMERIC,
  tolerated_c NUMERIC,
  violation BOOLEAN NOT NULL,
  remeasures_id BIGINT,
  notes TEXT,
  reason_id BIGINT,
  user_id BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
  late BOOLEAN NOT NULL,
  at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_temperature_log PRIMARY KEY (id),
  CONSTRAINT ck_temperature_log_row CHECK (sec.is_reading(lot_id, buffer_id, celsius, kind, source, limit_c, tolerated_c,
    violation, late, notes, reason_id)),
  CONSTRAINT uq_temperature_log_uid UNIQUE (uid),
  CONSTRAINT fk_temperature_log_lot_id FOREIGN KEY(lot_id) REFERENCES app.lot (id),
  CONSTRAINT fk_temperature_log_buffer_id FOREIGN KEY(buffer_id) REFERENCES app.buffer (id),
  CONSTRAINT fk_temperature_log_remeasures_id FOREIGN KEY(remeasures_id) REFERENCES app.temperature_log (id),
  CONSTRAINT fk_temperature_log_reason_id FOREIGN KEY(reason_id) REFERENCES app.reason (id),
  CONSTRAINT fk_temperature_log_user_id FOREIGN KEY(user_id) REFERENCES app.user_account (id),
  CONSTRAINT fk_temperature_log_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
);

CREATE INDEX ix_temperature_log_buffer_id_id ON app.temperature_log (buffer_id, id);

CREATE INDEX ix_temperature_log_lot_id_id ON app.temperature_log (lot_id, id);

-- Only of what names its instrument: a failed check asks for all that it has measured since the last good one.
CREATE INDEX ix_temperature_log_probe ON app.temperature_log (site_id, probe, at) WHERE probe IS NOT NULL;

CREATE TABLE app.ccp_review (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  lot_id BIGINT NOT NULL,
  reading_id BIGINT NOT NULL,
  notes TEXT,
  reason_id BIGINT,
  user_id BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_ccp_review PRIMARY KEY (id),
  CONSTRAINT uq_ccp_review_uid UNIQUE (uid),
  CONSTRAINT fk_ccp_review_lot_id FOREIGN KEY(lot_id) REFERENCES app.lot (id),
  CONSTRAINT fk_ccp_review_reading_id FOREIGN KEY(reading_id) REFERENCES app.temperature_log (id),
  CONSTRAINT fk_ccp_review_reason_id FOREIGN KEY(reason_id) REFERENCES app.reason (id),
  CONSTRAINT fk_ccp_review_user_id FOREIGN KEY(user_id) REFERENCES app.user_account (id),
  CONSTRAINT fk_ccp_review_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
);

CREATE INDEX ix_ccp_review_lot_id_id ON app.ccp_review (lot_id, id);

CREATE TABLE app.qc_inspection (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  lot_id BIGINT NOT NULL,
  run_id BIGINT,
  step BIGINT,
  ccp BOOLEAN NOT NULL,
  type TEXT NOT NULL,
  decision TEXT NOT NULL,
  notes TEXT,
  reason_id BIGINT,
  values JSONB NOT NULL,
  reading_id BIGINT,
  user_id BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_qc_inspection PRIMARY KEY (id),
  CONSTRAINT ck_qc_inspection_decision CHECK (decision IN ('PASS','HOLD','FAIL')),
  CONSTRAINT ck_qc_inspection_type CHECK (type IN ('visual','weight','temperature','laboratory','other')),
  CONSTRAINT ck_qc_inspection_notes CHECK (decision = 'PASS' OR (reason_id IS NOT NULL OR length(regexp_replace(coalesce(notes, ''), '\s', '', 'g')) >= 10)),
  CONSTRAINT uq_qc_inspection_uid UNIQUE (uid),
  CONSTRAINT fk_qc_inspection_lot_id FOREIGN KEY(lot_id) REFERENCES app.lot (id),
  CONSTRAINT fk_qc_inspection_run_id FOREIGN KEY(run_id) REFERENCES app.production_run (id),
  CONSTRAINT fk_qc_inspection_reason_id FOREIGN KEY(reason_id) REFERENCES app.reason (id),
  CONSTRAINT fk_qc_inspection_reading_id FOREIGN KEY(reading_id) REFERENCES app.temperature_log (id),
  CONSTRAINT fk_qc_inspection_user_id FOREIGN KEY(user_id) REFERENCES app.user_account (id),
  CONSTRAINT fk_qc_inspection_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
);

CREATE INDEX ix_qc_inspection_lot_id_id ON app.qc_inspection (lot_id, id);

CREATE INDEX ix_qc_inspection_run_id ON app.qc_inspection (run_id);

CREATE TABLE app.device (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  code TEXT NOT NULL,
  kind TEXT NOT NULL,
  interval_days BIGINT,
  checked_at TIMESTAMP WITH TIME ZONE NOT NULL,
  good_at TIMESTAMP WITH TIME ZONE,
  due_at TIMESTAMP WITH TIME ZONE,
  failed_at TIMESTAMP WITH TIME ZONE,
  past JSONB DEFAULT '[]'::jsonb NOT NULL,
  created_by BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_device PRIMARY KEY (id),
  CONSTRAINT uq_device_site_id_code UNIQUE (site_id, code),
  CONSTRAINT ck_device_kind CHECK (kind IN ('scale','thermometer')),
  CONSTRAINT ck_device_due CHECK ((good_at IS NULL) = (due_at IS NULL)),
  CONSTRAINT uq_device_uid UNIQUE (uid),
  CONSTRAINT fk_device_site_id FOREIGN KEY(site_id) REFERENCES app.site (id),
  CONSTRAINT fk_device_created_by FOREIGN KEY(created_by) REFERENCES app.user_account (id),
  CONSTRAINT fk_device_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
);

CREATE TABLE app.calibration (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  device_id BIGINT NOT NULL,
  reference NUMERIC NOT NULL,
  reading NUMERIC NOT NULL,
  unit TEXT NOT NULL,
  tolerance NUMERIC NOT NULL,
  passed BOOLEAN NOT NULL,
  due_at TIMESTAMP WITH TIME ZONE,
  notes TEXT,
  reason_id BIGINT,
  user_id BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_calibration PRIMARY KEY (id),
  CONSTRAINT ck_calibration_unit CHECK (unit IN ('C','kg')),
  CONSTRAINT ck_calibration_good CHECK (NOT passed OR abs(reading - reference) <= tolerance),
  CONSTRAINT ck_calibration_due CHECK (passed = (due_at IS NOT NULL)),
  CONSTRAINT uq_calibration_uid UNIQUE (uid),
  CONSTRAINT fk_calibration_device_id FOREIGN KEY(device_id) REFERENCES app.device (id),
  CONSTRAINT fk_calibration_reason_id FOREIGN KEY(reason_id) REFERENCES app.reason (id),
  CONSTRAINT fk_calibration_user_id FOREIGN KEY(user_id) REFERENCES app.user_account (id),
  CONSTRAINT fk_calibration_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
);

CREATE INDEX ix_calibration_device_id_id ON app.calibration (device_id, id);
