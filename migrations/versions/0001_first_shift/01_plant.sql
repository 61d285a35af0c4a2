-- Tables of the plant, its people, its flows and the books, as core/db/rows describes them.

CREATE TABLE app.audit_event (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  device_at TIMESTAMP WITH TIME ZONE NOT NULL,
  user_id BIGINT NOT NULL,
  role TEXT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  site_id BIGINT NOT NULL,
  key UUID NOT NULL,
  command TEXT NOT NULL,
  entity TEXT NOT NULL,
  entity_uid UUID NOT NULL,
  before JSONB,
  after JSONB NOT NULL,
  signature JSONB,
  seq BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  CONSTRAINT pk_audit_event PRIMARY KEY (id),
  CONSTRAINT ck_audit_event_device_at CHECK (device_at >= '0001-01-01 00:00Z' AND device_at < '10000-01-01 00:00Z')
);

CREATE INDEX ix_audit_event_entity_uid ON app.audit_event (entity_uid);

CREATE UNIQUE INDEX ix_audit_event_kiosk_id_seq ON app.audit_event (kiosk_id, seq);

CREATE TABLE app.audit_seal (
  site_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  site TEXT NOT NULL,
  at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  events BIGINT NOT NULL,
  heads JSONB NOT NULL,
  root BYTEA NOT NULL,
  previous BYTEA,
  user_id BIGINT,
  kiosk_id BIGINT,
  hash BYTEA NOT NULL,
  CONSTRAINT pk_audit_seal PRIMARY KEY (site_id, number)
);

CREATE TABLE app.change (
  seq BIGINT GENERATED ALWAYS AS IDENTITY,
  xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
  site_id BIGINT NOT NULL,
  topics TEXT[] NOT NULL,
  entity TEXT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_change PRIMARY KEY (seq)
);

CREATE INDEX ix_change_xid ON app.change (xid);

CREATE TABLE app.command_log (
  key UUID NOT NULL,
  sha BYTEA NOT NULL,
  site_id BIGINT NOT NULL,
  command TEXT NOT NULL,
  result JSONB NOT NULL,
  user_id BIGINT NOT NULL,
  kiosk_id BIGINT NOT NULL,
  at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_command_log PRIMARY KEY (key)
);

CREATE TABLE app.site (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  process TEXT NOT NULL,
  gs1_prefix TEXT,
  address TEXT,
  receipt_needs_supplier BOOLEAN NOT NULL,
  shipment_needs_customer BOOLEAN NOT NULL,
  shortest_pin BIGINT DEFAULT 6 NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_site PRIMARY KEY (id),
  CONSTRAINT ck_site_code CHECK (code ~ '^[A-Z]{4}$'),
  CONSTRAINT ck_site_gs1_prefix CHECK (gs1_prefix ~ '^[0-9]{4,12}$'),
  CONSTRAINT uq_site_uid UNIQUE (uid),
  CONSTRAINT uq_site_code UNIQUE (code)
);

CREATE TABLE app.user_account (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  badge TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  language TEXT NOT NULL,
  active BOOLEAN NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_user_account PRIMARY KEY (id),
  CONSTRAINT uq_user_account_uid UNIQUE (uid),
  CONSTRAINT uq_user_account_badge UNIQUE (badge)
);

CREATE TABLE app.code_counter (
  site_id BIGINT NOT NULL,
  prefix TEXT NOT NULL,
  day DATE NOT NULL,
  last BIGINT NOT NULL,
  CONSTRAINT pk_code_counter PRIMARY KEY (site_id, prefix, day),
  CONSTRAINT fk_code_counter_site_id FOREIGN KEY(site_id) REFERENCES app.site (id)
);

CREATE TABLE app.container (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  type TEXT NOT NULL,
  name JSONB NOT NULL,
  tare_kg NUMERIC(9, 3) NOT NULL,
  CONSTRAINT pk_container PRIMARY KEY (id),
  CONSTRAINT uq_container_site_id_type UNIQUE (site_id, type),
  CONSTRAINT ck_container_tare CHECK (tare_kg > 0 AND tare_kg < 1000000),
  CONSTRAINT uq_container_uid UNIQUE (uid),
  CONSTRAINT fk_container_site_id FOREIGN KEY(site_id) REFERENCES app.site (id)
);

CREATE TABLE app.customer (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT,
  CONSTRAINT pk_customer PRIMARY KEY (id),
  CONSTRAINT uq_customer_site_id_code UNIQUE (site_id, code),
  CONSTRAINT uq_customer_uid UNIQUE (uid),
  CONSTRAINT fk_customer_site_id FOREIGN KEY(site_id) REFERENCES app.site (id)
);

CREATE TABLE app.flow_definition (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  name JSONB NOT NULL,
  description TEXT,
  created_by BIGINT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_flow_definition PRIMARY KEY (id),
  CONSTRAINT uq_flow_definition_uid UNIQUE (uid),
  CONSTRAINT fk_flow_definition_site_id FOREIGN KEY(site_id) REFERENCES app.site (id),
  CONSTRAINT fk_flow_definition_created_by FOREIGN KEY(created_by) REFERENCES app.user_account (id)
);

CREATE TABLE app.kiosk (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  code TEXT NOT NULL,
  site_id BIGINT NOT NULL,
  station TEXT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT pk_kiosk PRIMARY KEY (id),
  CONSTRAINT uq_kiosk_site_id_code UNIQUE (site_id, code),
  CONSTRAINT uq_kiosk_uid UNIQUE (uid),
  CONSTRAINT fk_kiosk_site_id FOREIGN KEY(site_id) REFERENCES app.site (id)
);

CREATE UNIQUE INDEX ix_kiosk_code ON app.kiosk (code) WHERE code <> 'EXEC';

CREATE TABLE app.limit_setting (
  site_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  per_minute BIGINT NOT NULL,
  CONSTRAINT pk_limit_setting PRIMARY KEY (site_id, name),
  CONSTRAINT ck_limit_setting_per_minute CHECK (per_minute BETWEEN 0 AND 1000000),
  CONSTRAINT fk_limit_setting_site_id FOREIGN KEY(site_id) REFERENCES app.site (id)
);

CREATE TABLE app.product (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  sku TEXT NOT NULL,
  name JSONB NOT NULL,
  lot_type TEXT,
  nominal_kg NUMERIC(9, 3),
  gtin TEXT,
  price NUMERIC,
  CONSTRAINT pk_product PRIMARY KEY (id),
  CONSTRAINT uq_product_site_id_sku UNIQUE (site_id, sku),
  CONSTRAINT ck_product_nominal CHECK (nominal_kg > 0 AND nominal_kg < 1000000),
  CONSTRAINT ck_product_price CHECK (price >= 0 AND price < 'Infinity'),
  CONSTRAINT uq_product_uid UNIQUE (uid),
  CONSTRAINT fk_product_site_id FOREIGN KEY(site_id) REFERENCES app.site (id)
);

CREATE TABLE app.reason (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  code TEXT NOT NULL,
  topic TEXT NOT NULL,
  text JSONB NOT NULL,
  CONSTRAINT pk_reason PRIMARY KEY (id),
  CONSTRAINT uq_reason_site_id_code UNIQUE (site_id, code),
  CONSTRAINT ck_reason_topic CHECK (topic IN ('hold','reject','release','run','scrap','label','stock','outbox')),
  CONSTRAINT uq_reason_uid UNIQUE (uid),
  CONSTRAINT fk_reason_site_id FOREIGN KEY(site_id) REFERENCES app.site (id)
);

CREATE TABLE app.supplier (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT,
  approval TEXT,
  CONSTRAINT pk_supplier PRIMARY KEY (id),
  CONSTRAINT uq_supplier_site_id_code UNIQUE (site_id, code),
  CONSTRAINT uq_supplier_uid UNIQUE (uid),
  CONSTRAINT fk_supplier_site_id FOREIGN KEY(site_id) REFERENCES app.site (id)
);

CREATE TABLE app.user_site (
  user_id BIGINT NOT NULL,
  site_id BIGINT NOT NULL,
  CONSTRAINT pk_user_site PRIMARY KEY (user_id, site_id),
  CONSTRAINT fk_user_site_user_id FOREIGN KEY(user_id) REFERENCES app.user_account (id),
  CONSTRAINT fk_user_site_site_id FOREIGN KEY(site_id) REFERENCES app.site (id)
);

CREATE TABLE app.bill_of_material (
  product_id BIGINT NOT NULL,
  material TEXT NOT NULL,
  site_id BIGINT NOT NULL,
  kg NUMERIC(9, 3) NOT NULL,
  waste_kg NUMERIC(9, 3) NOT NULL,
  CONSTRAINT pk_bill_of_material PRIMARY KEY (product_id, material),
  CONSTRAINT ck_bill_of_material_kg CHECK (kg > 0 AND kg < 1000000),
  CONSTRAINT ck_bill_of_material_waste CHECK (waste_kg >= 0 AND waste_kg < 1000000),
  CONSTRAINT fk_bill_of_material_product_id FOREIGN KEY(product_id) REFERENCES app.product (id)
);

CREATE TABLE app.code_lease (
  site_id BIGINT NOT NULL,
  prefix TEXT NOT NULL,
  day DATE NOT NULL,
  kiosk_id BIGINT NOT NULL,
  next BIGINT NOT NULL,
  last BIGINT NOT NULL,
  CONSTRAINT pk_code_lease PRIMARY KEY (site_id, prefix, day, kiosk_id),
  CONSTRAINT fk_code_lease_site_id FOREIGN KEY(site_id) REFERENCES app.site (id),
  CONSTRAINT fk_code_lease_kiosk_id FOREIGN KEY(kiosk_id) REFERENCES app.kiosk (id)
)
 WITH (fillfactor = 20);

CREATE TABLE app.flow_version (
  id BIGINT GENERATED ALWAYS AS IDENTITY,
  uid UUID NOT NULL,
  site_id BIGINT NOT NULL,
  flow_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  status TEXT NOT NULL,
  graph JSONB NOT NULL,
  version BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL,
  saved_by BIGINT,
  saved_at TIMESTAMP WITH TIME ZONE,
  submitted_by BIGINT,
  submitted_at TIMESTAMP WITH TIME ZONE,
  reviewed_by BIGINT,
  reviewed_at TIMESTAMP WITH TIME ZONE,
  published_at TIMESTAMP WITH TIME ZONE,
  comment TEXT,
  reason_id BIGINT,
  authors BIGINT[] DEFAULT '{}'::bigint[] NOT NULL,
  CONSTRAINT pk_flow_version PRIMARY KEY (id),
  CONSTRAINT uq_flow_version_flow_id_number UNIQUE (flow_id, number),
  CONSTRAINT uq_flow_version_uid UNIQUE (uid),
  CONSTRAINT fk_flow_version_flow_id FOREIGN KEY(flow_id) REFERENCES app.flow_definition (id),
  CONSTRAINT fk_flow_version_created_by FOREIGN KEY(created_by) REFERENCES app.user_account (id),
  CONSTRAINT fk_flow_version_saved_by FOREIGN KEY(saved_by) REFERENCES app.user_account (id),
  CONSTRAINT fk_flow_version_submitted_by FOREIGN KEY(submitted_by) REFERENCES app.user_account (id),
  CONSTRAINT fk_flow_version_reviewed_by FOREIGN KEY(reviewed_by) REFERENCES app.user_account (id),
  CONSTRAINT fk_flow_version_reason_id FOREIGN KEY(reason_id) REFERENCES app.reason (id)
);

CREATE UNIQUE INDEX ix_flow_version_published ON app.flow_version (flow_id) WHERE status = 'PUBLISHED';

CREATE TABLE app.flow_step (
  version_id BIGINT NOT NULL,
  step BIGINT NOT NULL,
  site_id BIGINT NOT NULL,
  key TEXT NOT NULL,
  node_id TEXT NOT NULL,
  gate BOOLEAN NOT NULL,
  optional BOOLEAN NOT NULL,
  limits JSONB NOT NULL,
  tolerated NUMERIC,
  core_only BOOLEAN NOT NULL,
  yield_min NUMERIC NOT NULL,
  yield_max NUMERIC NOT NULL,
  CONSTRAINT pk_flow_step PRIMARY KEY (version_id, step),
  CONSTRAINT fk_flow_step_version_id FOREIGN KEY(version_id) REFERENCES app.flow_version (id)
);
