-- Tables of runs, lots, stock, quality and labels, as core/db/rows describes them.

CREATE TABLE app.buffer (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  code TEXT NOT NULL,
  type TEXT NOT NULL,
  name JSONB,
  allowed TEXT[] NOT NULL,
  capacity_kg NUMERIC(9, 3) NOT NULL,
  used_kg NUMERIC(9, 3) NOT NULL,
  min_c NUMERIC NOT NULL,
  max_c NUMERIC NOT NULL,
  open BOOLEAN NOT NULL,
  CONSTRAINT pk_buffer PRIMARY KEY (id),
  CONSTRAINT uq_buffer_site_id_code UNIQUE (site_id, code),
  CONSTRAINT ck_buffer_capacity CHECK (used_kg BETWEEN 0 AND capacity_kg),
  CONSTRAINT ck_buffer_band CHECK (min_c <= max_c),
  CONSTRAINT uq_buffer_uid UNIQUE (uid),
  CONSTRAINT fk_buffer_site_id FOREIGN KEY(site_id) REFERENCES app.site (id)
)
 WITH (fillfactor = 20);

CREATE TABLE app.production_run (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  code TEXT NOT NULL,
  plant_day DATE NOT NULL,
  flow_version_id BIGINT NOT NULL,
  status TEXT NOT NULL,
  step BIGINT NOT NULL,
  version BIGINT NOT NULL,
  target_kg NUMERIC(9, 3),
  rating BIGINT,
  quality_notes TEXT,
  notes TEXT,
  created_by BIGINT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  started_at TIMESTAMP WITH TIME ZONE,
  completed_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT pk_production_run PRIMARY KEY (id),
  CONSTRAINT uq_production_run_site_id_code UNIQUE (site_id, code),
  CONSTRAINT ck_production_run_status CHECK (status IN ('IDLE','RUNNING','HOLD','COMPLETED','ABORTED','ARCHIVED')),
  CONSTRAINT ck_production_run_step CHECK (step BETWEEN 0 AND 10),
  CONSTRAINT uq_production_run_uid UNIQUE (uid),
  CONSTRAINT fk_production_run_site_id FOREIGN KEY(site_id) REFERENCES app.site (id),
  CONSTRAINT fk_production_run_flow_version_id FOREIGN KEY(flow_version_id) REFERENCES app.flow_version (id),
  CONSTRAINT fk_production_run_created_by FOREIGN KEY(created_by) REFERENCES app.user_account (id)
);

CREATE INDEX ix_production_run_site_id_id ON app.production_run (site_id, id);

CREATE TABLE app.lot (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  code TEXT NOT NULL,
  compact_code TEXT NOT NULL,
  type TEXT NOT NULL,
  plant_day DATE NOT NULL,
  run_id BIGINT,
  step BIGINT,
  status TEXT NOT NULL,
  void BOOLEAN NOT NULL,
  registered_kg NUMERIC(9, 3) NOT NULL,
  remaining_kg NUMERIC(9, 3) NOT NULL,
  tare_kg NUMERIC(9, 3),
  pieces BIGINT,
  meat TEXT,
  source TEXT NOT NULL,
  supplier_id BIGINT,
  supplier_lot TEXT,
  customer_id BIGINT,
  slaughter_date DATE,
  use_by DATE,
  notes TEXT,
  created_by BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
  late BOOLEAN NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_lot PRIMARY KEY (id),
  CONSTRAINT uq_lot_site_id_code UNIQUE (site_id, code),
  CONSTRAINT uq_lot_site_id_compact_code UNIQUE (site_id, compact_code),
  CONSTRAINT ck_lot_status CHECK (status IN ('QUARANTINE','RELEASED','HOLD','REJECTED','CONSUMED','FINISHED')),
  CONSTRAINT ck_lot_registered CHECK (registered_kg > 0 AND registered_kg < 1000000),
  CONSTRAINT ck_lot_remaining CHECK (remaining_kg BETWEEN 0 AND registered_kg),
  CONSTRAINT ck_lot_late CHECK (NOT late OR length(regexp_replace(coalesce(notes, ''), '\s', '', 'g')) >= 10),
  CONSTRAINT uq_lot_uid UNIQUE (uid),
  CONSTRAINT fk_lot_site_id FOREIGN KEY(site_id) REFERENCES app.site (id),
  CONSTRAINT fk_lot_run_id FOREIGN KEY(run_id) REFERENCES app.production_run (id),
  CONSTRAINT fk_lot_supplier_id FOREIGN KEY(supplier_id) REFERENCES app.supplier (id),
  CONSTRAINT fk_lot_customer_id FOREIGN KEY(customer_id) REFERENCES app.customer (id),
  CONSTRAINT fk_lot_created_by FOREIGN KEY(created_by) REFERENCES app.user_account (id),
  CONSTRAINT fk_lot_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
)
 WITH (fillfactor = 80);

CREATE INDEX ix_lot_site_id_type_status ON app.lot (site_id, type, status);

CREATE INDEX ix_lot_run_id_step ON app.lot (run_id, step);

CREATE TABLE app.run_step_execution (
  run_id BIGINT NOT NULL,
  step BIGINT NOT NULL,
  node_id TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at TIMESTAMP WITH TIME ZONE,
  completed_at TIMESTAMP WITH TIME ZONE,
  operator_id BIGINT,
  notes TEXT,
  CONSTRAINT pk_run_step_execution PRIMARY KEY (run_id, step),
  CONSTRAINT ck_run_step_execution_status CHECK (status IN ('PENDING','IN_PROGRESS','COMPLETED','SKIPPED')),
  CONSTRAINT fk_run_step_execution_run_id FOREIGN KEY(run_id) REFERENCES app.production_run (id),
  CONSTRAINT fk_run_step_execution_operator_id FOREIGN KEY(operator_id) REFERENCES app.user_account (id)
);

CREATE TABLE app.lot_link (
  parent_id BIGINT NOT NULL,
  child_id BIGINT NOT NULL,
  kg NUMERIC(9, 3) NOT NULL,
  CONSTRAINT pk_lot_link PRIMARY KEY (parent_id, child_id),
  CONSTRAINT ck_lot_link_kg CHECK (kg > 0 AND kg < 1000000),
  CONSTRAINT ck_lot_link_acyclic CHECK (parent_id < child_id),
  CONSTRAINT fk_lot_link_parent_id FOREIGN KEY(parent_id) REFERENCES app.lot (id),
  CONSTRAINT fk_lot_link_child_id FOREIGN KEY(child_id) REFERENCES app.lot (id)
);

CREATE INDEX ix_lot_link_child_id ON app.lot_link (child_id) INCLUDE (parent_id, kg);

CREATE TABLE app.label_print (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  lot_id BIGINT NOT NULL,
  state TEXT NOT NULL,
  payload TEXT NOT NULL,
  sscc TEXT,
  copies BIGINT NOT NULL,
  reason TEXT,
  created_by BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_label_print PRIMARY KEY (id),
  CONSTRAINT ck_label_print_state CHECK (state IN ('requested','sent','confirmed','failed','reprinted','voided')),
  CONSTRAINT uq_label_print_uid UNIQUE (uid),
  CONSTRAINT fk_label_print_lot_id FOREIGN KEY(lot_id) REFERENCES app.lot (id),
  CONSTRAINT fk_label_print_created_by FOREIGN KEY(created_by) REFERENCES app.user_account (id),
  CONSTRAINT fk_label_print_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
);

CREATE INDEX ix_label_print_sscc ON app.label_print (sscc);

CREATE INDEX ix_label_print_lot_id_id ON app.label_print (lot_id, id);

CREATE TABLE app.temperature_log (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
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
  user_id BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
  late BOOLEAN NOT NULL,
  at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_temperature_log PRIMARY KEY (id),
  CONSTRAINT ck_temperature_log_subject CHECK (num_nonnulls(lot_id, buffer_id) = 1),
  CONSTRAINT ck_temperature_log_celsius CHECK (celsius > -300 AND celsius < 1000),
  CONSTRAINT ck_temperature_log_kind CHECK (kind IN ('SURFACE','CORE','AMBIENT')),
  CONSTRAINT ck_temperature_log_source CHECK (source IN ('device','typed')),
  CONSTRAINT ck_temperature_log_violation CHECK (violation = coalesce(celsius > coalesce(tolerated_c, limit_c), false)),
  CONSTRAINT ck_temperature_log_late CHECK (NOT late OR length(regexp_replace(coalesce(notes, ''), '\s', '', 'g')) >= 10),
  CONSTRAINT uq_temperature_log_uid UNIQUE (uid),
  CONSTRAINT fk_temperature_log_lot_id FOREIGN KEY(lot_id) REFERENCES app.lot (id),
  CONSTRAINT fk_temperature_log_buffer_id FOREIGN KEY(buffer_id) REFERENCES app.buffer (id),
  CONSTRAINT fk_temperature_log_remeasures_id FOREIGN KEY(remeasures_id) REFERENCES app.temperature_log (id),
  CONSTRAINT fk_temperature_log_user_id FOREIGN KEY(user_id) REFERENCES app.user_account (id),
  CONSTRAINT fk_temperature_log_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
);

CREATE INDEX ix_temperature_log_lot_id_id ON app.temperature_log (lot_id, id);

CREATE INDEX ix_temperature_log_buffer_id_id ON app.temperature_log (buffer_id, id);

CREATE TABLE app.inventory_item (
  lot_id BIGINT NOT NULL,
  buffer_id BIGINT NOT NULL,
  kg NUMERIC(9, 3) NOT NULL,
  entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_inventory_item PRIMARY KEY (lot_id, buffer_id),
  CONSTRAINT ck_inventory_item_kg CHECK (kg > 0 AND kg < 1000000),
  CONSTRAINT fk_inventory_item_lot_id FOREIGN KEY(lot_id) REFERENCES app.lot (id),
  CONSTRAINT fk_inventory_item_buffer_id FOREIGN KEY(buffer_id) REFERENCES app.buffer (id)
);

CREATE INDEX ix_inventory_item_buffer_id ON app.inventory_item (buffer_id);

CREATE TABLE app.stock_move (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  kind TEXT NOT NULL,
  lot_id BIGINT NOT NULL,
  kg NUMERIC(9, 3) NOT NULL,
  from_id BIGINT,
  to_id BIGINT,
  run_id BIGINT,
  reverses_id BIGINT,
  reason TEXT,
  user_id BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_stock_move PRIMARY KEY (id),
  CONSTRAINT ck_stock_move_kind CHECK (kind IN ('RECEIVE','TRANSFER','CONSUME','SHIP','ADJUST','REVERSE')),
  CONSTRAINT ck_stock_move_kg CHECK (kg > 0 AND kg < 1000000),
  CONSTRAINT uq_stock_move_uid UNIQUE (uid),
  CONSTRAINT fk_stock_move_lot_id FOREIGN KEY(lot_id) REFERENCES app.lot (id),
  CONSTRAINT fk_stock_move_from_id FOREIGN KEY(from_id) REFERENCES app.buffer (id),
  CONSTRAINT fk_stock_move_to_id FOREIGN KEY(to_id) REFERENCES app.buffer (id),
  CONSTRAINT fk_stock_move_run_id FOREIGN KEY(run_id) REFERENCES app.production_run (id),
  CONSTRAINT fk_stock_move_reverses_id FOREIGN KEY(reverses_id) REFERENCES app.stock_move (id),
  CONSTRAINT fk_stock_move_user_id FOREIGN KEY(user_id) REFERENCES app.user_account (id),
  CONSTRAINT fk_stock_move_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
);

CREATE INDEX ix_stock_move_lot_id_id ON app.stock_move (lot_id, id);

CREATE TABLE app.qc_inspection (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  lot_id BIGINT NOT NULL,
  run_id BIGINT,
  step BIGINT,
  ccp BOOLEAN NOT NULL,
  decision TEXT NOT NULL,
  notes TEXT,
  values JSONB NOT NULL,
  reading_id BIGINT,
  user_id BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_qc_inspection PRIMARY KEY (id),
  CONSTRAINT ck_qc_inspection_decision CHECK (decision IN ('PASS','HOLD','FAIL')),
  CONSTRAINT ck_qc_inspection_notes CHECK (decision = 'PASS' OR length(regexp_replace(coalesce(notes, ''), '\s', '', 'g')) >= 10),
  CONSTRAINT uq_qc_inspection_uid UNIQUE (uid),
  CONSTRAINT fk_qc_inspection_lot_id FOREIGN KEY(lot_id) REFERENCES app.lot (id),
  CONSTRAINT fk_qc_inspection_run_id FOREIGN KEY(run_id) REFERENCES app.production_run (id),
  CONSTRAINT fk_qc_inspection_reading_id FOREIGN KEY(reading_id) REFERENCES app.temperature_log (id),
  CONSTRAINT fk_qc_inspection_user_id FOREIGN KEY(user_id) REFERENCES app.user_account (id),
  CONSTRAINT fk_qc_inspection_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
);

CREATE INDEX ix_qc_inspection_lot_id_id ON app.qc_inspection (lot_id, id);

CREATE INDEX ix_qc_inspection_run_id ON app.qc_inspection (run_id);
