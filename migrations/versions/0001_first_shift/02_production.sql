-- Tables of runs, lots, stock and labels, as core/db/rows describes them.

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
  CONSTRAINT ck_buffer_capacity CHECK (used_kg BETWEEN '0' AND capacity_kg),
  CONSTRAINT ck_buffer_band CHECK (min_c <= max_c),
  CONSTRAINT ck_buffer_closed CHECK (open OR used_kg = '0'),
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
  aborted_at TIMESTAMP WITH TIME ZONE,
  archived_at TIMESTAMP WITH TIME ZONE,
  deleted BOOLEAN DEFAULT false NOT NULL,
  outcome TEXT,
  reason TEXT,
  reason_id BIGINT,
  fields JSONB DEFAULT '{}'::jsonb NOT NULL,
  original_run_id BIGINT,
  CONSTRAINT pk_production_run PRIMARY KEY (id),
  CONSTRAINT uq_production_run_site_id_code UNIQUE (site_id, code),
  CONSTRAINT ck_production_run_status CHECK (status IN ('IDLE','RUNNING','HOLD','COMPLETED','ABORTED','ARCHIVED')),
  CONSTRAINT ck_production_run_step CHECK (step BETWEEN 0 AND 10),
  CONSTRAINT ck_production_run_target CHECK (target_kg > 0 AND target_kg < 1000000),
  CONSTRAINT ck_production_run_rating CHECK (rating BETWEEN 1 AND 5),
  CONSTRAINT uq_production_run_uid UNIQUE (uid),
  CONSTRAINT fk_production_run_site_id FOREIGN KEY(site_id) REFERENCES app.site (id),
  CONSTRAINT fk_production_run_flow_version_id FOREIGN KEY(flow_version_id) REFERENCES app.flow_version (id),
  CONSTRAINT fk_production_run_created_by FOREIGN KEY(created_by) REFERENCES app.user_account (id),
  CONSTRAINT fk_production_run_reason_id FOREIGN KEY(reason_id) REFERENCES app.reason (id),
  CONSTRAINT fk_production_run_original_run_id FOREIGN KEY(original_run_id) REFERENCES app.production_run (id)
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
  adjusted_kg NUMERIC(9, 3) DEFAULT 0 NOT NULL,
  tare_kg NUMERIC(9, 3),
  pieces BIGINT,
  meat TEXT,
  species TEXT,
  fields JSONB DEFAULT '{}'::jsonb NOT NULL,
  containers JSONB DEFAULT '{}'::jsonb NOT NULL,
  product_id BIGINT,
  source TEXT NOT NULL,
  scale TEXT,
  alibi TEXT,
  scale_line TEXT,
  supplier_id BIGINT,
  supplier_lot TEXT,
  customer_id BIGINT,
  slaughter_date DATE,
  use_by DATE,
  notes TEXT,
  reason_id BIGINT,
  created_by BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
  late BOOLEAN NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT pk_lot PRIMARY KEY (id),
  CONSTRAINT uq_lot_site_id_code UNIQUE (site_id, code),
  CONSTRAINT uq_lot_site_id_compact_code UNIQUE (site_id, compact_code),
  CONSTRAINT ck_lot_row CHECK (sec.is_lot(status, registered_kg, remaining_kg, adjusted_kg, late, notes, reason_id)),
  CONSTRAINT uq_lot_uid UNIQUE (uid),
  CONSTRAINT fk_lot_site_id FOREIGN KEY(site_id) REFERENCES app.site (id),
  CONSTRAINT fk_lot_run_id FOREIGN KEY(run_id) REFERENCES app.production_run (id),
  CONSTRAINT fk_lot_product_id FOREIGN KEY(product_id) REFERENCES app.product (id),
  CONSTRAINT fk_lot_supplier_id FOREIGN KEY(supplier_id) REFERENCES app.supplier (id),
  CONSTRAINT fk_lot_customer_id FOREIGN KEY(customer_id) REFERENCES app.customer (id),
  CONSTRAINT fk_lot_reason_id FOREIGN KEY(reason_id) REFERENCES app.reason (id),
  CONSTRAINT fk_lot_created_by FOREIGN KEY(created_by) REFERENCES app.user_account (id),
  CONSTRAINT fk_lot_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
)
 WITH (fillfactor = 80);

-- Of a table that only grows: today's rows lie together at its end.
CREATE INDEX ix_lot_plant_day ON app.lot USING brin (plant_day);

CREATE INDEX ix_lot_run_id_step ON app.lot (run_id, step);

CREATE INDEX ix_lot_scale ON app.lot (site_id, scale, created_at) WHERE scale IS NOT NULL;

CREATE INDEX ix_lot_site_id_type_status ON app.lot (site_id, type, status);

CREATE TABLE app.run_item (
  run_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  site_id BIGINT NOT NULL,
  product_id BIGINT NOT NULL,
  planned BIGINT NOT NULL,
  good BIGINT,
  scrapped BIGINT,
  CONSTRAINT pk_run_item PRIMARY KEY (run_id, position),
  CONSTRAINT ck_run_item_position CHECK (position > 0),
  CONSTRAINT ck_run_item_planned CHECK (planned > 0 AND planned < 1000000),
  CONSTRAINT ck_run_item_made CHECK (coalesce(good, 0) >= 0 AND coalesce(scrapped, 0) >= 0 AND coalesce(good, 0) + coalesce(scrapped, 0) <= planned),
  CONSTRAINT fk_run_item_run_id FOREIGN KEY(run_id) REFERENCES app.production_run (id),
  CONSTRAINT fk_run_item_product_id FOREIGN KEY(product_id) REFERENCES app.product (id)
);

CREATE TABLE app.run_step_execution (
  run_id BIGINT NOT NULL,
  step BIGINT NOT NULL,
  site_id BIGINT NOT NULL,
  node_id TEXT NOT NULL,
  status TEXT NOT NULL,
  started_at TIMESTAMP WITH TIME ZONE,
  completed_at TIMESTAMP WITH TIME ZONE,
  operator_id BIGINT,
  notes TEXT,
  reason_id BIGINT,
  CONSTRAINT pk_run_step_execution PRIMARY KEY (run_id, step),
  CONSTRAINT ck_run_step_execution_status CHECK (status IN ('PENDING','IN_PROGRESS','COMPLETED','SKIPPED')),
  CONSTRAINT fk_run_step_execution_run_id FOREIGN KEY(run_id) REFERENCES app.production_run (id),
  CONSTRAINT fk_run_step_execution_operator_id FOREIGN KEY(operator_id) REFERENCES app.user_account (id),
  CONSTRAINT fk_run_step_execution_reason_id FOREIGN KEY(reason_id) REFERENCES app.reason (id)
);

CREATE TABLE app.consignment (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  lot_id BIGINT NOT NULL,
  description JSONB NOT NULL,
  quantity_kg NUMERIC(9, 3) NOT NULL,
  sender TEXT NOT NULL,
  sender_address TEXT,
  consignor TEXT,
  receiver TEXT,
  receiver_address TEXT,
  consignee TEXT,
  reference TEXT NOT NULL,
  dispatch_date DATE NOT NULL,
  vehicle TEXT,
  CONSTRAINT pk_consignment PRIMARY KEY (id),
  CONSTRAINT uq_consignment_lot_id UNIQUE (lot_id),
  CONSTRAINT uq_consignment_uid UNIQUE (uid),
  CONSTRAINT fk_consignment_lot_id FOREIGN KEY(lot_id) REFERENCES app.lot (id)
);

CREATE TABLE app.inventory_item (
  lot_id BIGINT NOT NULL,
  buffer_id BIGINT NOT NULL,
  site_id BIGINT NOT NULL,
  kg NUMERIC(9, 3) NOT NULL,
  entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT pk_inventory_item PRIMARY KEY (lot_id, buffer_id),
  CONSTRAINT ck_inventory_item_kg CHECK (kg > '0' AND kg < '1000000'),
  CONSTRAINT fk_inventory_item_lot_id FOREIGN KEY(lot_id) REFERENCES app.lot (id),
  CONSTRAINT fk_inventory_item_buffer_id FOREIGN KEY(buffer_id) REFERENCES app.buffer (id)
);

CREATE INDEX ix_inventory_item_buffer_id ON app.inventory_item (buffer_id);

CREATE TABLE app.label_print (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  lot_id BIGINT NOT NULL,
  state TEXT NOT NULL,
  payload TEXT NOT NULL,
  sscc TEXT,
  copies BIGINT NOT NULL,
  reason TEXT,
  reason_id BIGINT,
  trouble TEXT,
  void_reason TEXT,
  void_reason_id BIGINT,
  created_by BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_label_print PRIMARY KEY (id),
  CONSTRAINT ck_label_print_state CHECK (state IN ('requested','sent','confirmed','failed','reprinted','voided')),
  CONSTRAINT ck_label_print_copies CHECK (copies BETWEEN 1 AND 20),
  CONSTRAINT ck_label_print_trouble CHECK (trouble IS NULL OR state NOT IN ('requested','confirmed') AND trouble IN
    ('paper_out','cover_open','offline','cutter_error','error','unknown','one_way','interrupted','no_printer','fault')),
  CONSTRAINT uq_label_print_uid UNIQUE (uid),
  CONSTRAINT fk_label_print_lot_id FOREIGN KEY(lot_id) REFERENCES app.lot (id),
  CONSTRAINT fk_label_print_reason_id FOREIGN KEY(reason_id) REFERENCES app.reason (id),
  CONSTRAINT fk_label_print_void_reason_id FOREIGN KEY(void_reason_id) REFERENCES app.reason (id),
  CONSTRAINT fk_label_print_created_by FOREIGN KEY(created_by) REFERENCES app.user_account (id),
  CONSTRAINT fk_label_print_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
);

CREATE INDEX ix_label_print_lot_id_id ON app.label_print (lot_id, id);

CREATE INDEX ix_label_print_sscc ON app.label_print (sscc);

CREATE TABLE app.lot_link (
  parent_id BIGINT NOT NULL,
  child_id BIGINT NOT NULL,
  site_id BIGINT NOT NULL,
  kg NUMERIC(9, 3) NOT NULL,
  CONSTRAINT pk_lot_link PRIMARY KEY (parent_id, child_id),
  CONSTRAINT ck_lot_link_kg CHECK (kg > '0' AND kg < '1000000'),
  CONSTRAINT ck_lot_link_acyclic CHECK (parent_id < child_id),
  CONSTRAINT fk_lot_link_parent_id FOREIGN KEY(parent_id) REFERENCES app.lot (id),
  CONSTRAINT fk_lot_link_child_id FOREIGN KEY(child_id) REFERENCES app.lot (id)
);

CREATE INDEX ix_lot_link_child_id ON app.lot_link (child_id) INCLUDE (parent_id, kg);

CREATE TABLE app.run_material (
  run_id BIGINT NOT NULL,
  lot_id BIGINT NOT NULL,
  site_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  estimated_kg NUMERIC(9, 3) NOT NULL,
  estimated_waste_kg NUMERIC(9, 3) NOT NULL,
  CONSTRAINT pk_run_material PRIMARY KEY (run_id, lot_id),
  CONSTRAINT ck_run_material_estimated CHECK (estimated_kg >= 0 AND estimated_kg < 1000000),
  CONSTRAINT ck_run_material_waste CHECK (estimated_waste_kg >= 0 AND estimated_waste_kg < 1000000),
  CONSTRAINT fk_run_material_run_id FOREIGN KEY(run_id) REFERENCES app.production_run (id),
  CONSTRAINT fk_run_material_lot_id FOREIGN KEY(lot_id) REFERENCES app.lot (id)
);

CREATE TABLE app.stock_move (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  lot_id BIGINT NOT NULL,
  kg NUMERIC(9, 3) NOT NULL,
  change_kg NUMERIC(9, 3) NOT NULL,
  from_id BIGINT,
  to_id BIGINT,
  run_id BIGINT,
  child_id BIGINT,
  reverses_id BIGINT,
  reason TEXT,
  reason_id BIGINT,
  user_id BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_stock_move PRIMARY KEY (id),
  CONSTRAINT ck_stock_move_row CHECK (sec.is_move(kind, kg, change_kg, reverses_id)),
  CONSTRAINT uq_stock_move_reverses_id UNIQUE (reverses_id),
  CONSTRAINT uq_stock_move_uid UNIQUE (uid),
  CONSTRAINT fk_stock_move_lot_id FOREIGN KEY(lot_id) REFERENCES app.lot (id),
  CONSTRAINT fk_stock_move_from_id FOREIGN KEY(from_id) REFERENCES app.buffer (id),
  CONSTRAINT fk_stock_move_to_id FOREIGN KEY(to_id) REFERENCES app.buffer (id),
  CONSTRAINT fk_stock_move_run_id FOREIGN KEY(run_id) REFERENCES app.production_run (id),
  CONSTRAINT fk_stock_move_child_id FOREIGN KEY(child_id) REFERENCES app.lot (id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT fk_stock_move_reverses_id FOREIGN KEY(reverses_id) REFERENCES app.stock_move (id),
  CONSTRAINT fk_stock_move_reason_id FOREIGN KEY(reason_id) REFERENCES app.reason (id),
  CONSTRAINT fk_stock_move_user_id FOREIGN KEY(user_id) REFERENCES app.user_account (id),
  CONSTRAINT fk_stock_move_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
);

CREATE INDEX ix_stock_move_at ON app.stock_move USING brin (at);

CREATE INDEX ix_stock_move_child_id ON app.stock_move (child_id);

CREATE INDEX ix_stock_move_lot_id_id ON app.stock_move (lot_id, id);

CREATE INDEX ix_stock_move_run_id ON app.stock_move (run_id);
