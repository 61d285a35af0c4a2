-- Which role has which right (the twin of core.domain.people.MAY).

CREATE TABLE sec.permission (
  role TEXT NOT NULL,
  permission TEXT NOT NULL,
  CONSTRAINT pk_permission PRIMARY KEY (role, permission)
);

CREATE TABLE sec.late_permission (
  permission TEXT NOT NULL,
  CONSTRAINT pk_late_permission PRIMARY KEY (permission)
);

INSERT INTO sec.permission (role, permission) VALUES
  ('ADMIN', 'see'),
  ('AUDITOR', 'see'),
  ('MANAGER', 'see'),
  ('OPERATOR', 'see'),
  ('VIEWER', 'see'),
  ('ADMIN', 'own'),
  ('AUDITOR', 'own'),
  ('MANAGER', 'own'),
  ('OPERATOR', 'own'),
  ('VIEWER', 'own'),
  ('ADMIN', 'lot.register'),
  ('MANAGER', 'lot.register'),
  ('OPERATOR', 'lot.register'),
  ('ADMIN', 'stock.move'),
  ('MANAGER', 'stock.move'),
  ('OPERATOR', 'stock.move'),
  ('ADMIN', 'stock.move_held'),
  ('MANAGER', 'stock.move_held'),
  ('ADMIN', 'label.print'),
  ('MANAGER', 'label.print'),
  ('OPERATOR', 'label.print'),
  ('ADMIN', 'quality.measure'),
  ('AUDITOR', 'quality.measure'),
  ('MANAGER', 'quality.measure'),
  ('OPERATOR', 'quality.measure'),
  ('ADMIN', 'quality.inspect'),
  ('AUDITOR', 'quality.inspect'),
  ('MANAGER', 'quality.inspect'),
  ('OPERATOR', 'quality.inspect'),
  ('ADMIN', 'run.operate'),
  ('MANAGER', 'run.operate'),
  ('OPERATOR', 'run.operate'),
  ('ADMIN', 'run.decide'),
  ('MANAGER', 'run.decide'),
  ('ADMIN', 'run.delete'),
  ('MANAGER', 'run.delete'),
  ('ADMIN', 'lot.release'),
  ('MANAGER', 'lot.release'),
  ('ADMIN', 'lot.void'),
  ('ADMIN', 'stock.adjust'),
  ('MANAGER', 'stock.adjust'),
  ('ADMIN', 'recall.hold'),
  ('MANAGER', 'recall.hold'),
  ('ADMIN', 'alarm.answer'),
  ('MANAGER', 'alarm.answer'),
  ('ADMIN', 'flow.draft'),
  ('MANAGER', 'flow.draft'),
  ('OPERATOR', 'flow.draft'),
  ('ADMIN', 'flow.approve'),
  ('MANAGER', 'flow.approve'),
  ('ADMIN', 'recall.see'),
  ('AUDITOR', 'recall.see'),
  ('MANAGER', 'recall.see'),
  ('ADMIN', 'audit.see'),
  ('AUDITOR', 'audit.see'),
  ('MANAGER', 'audit.see'),
  ('ADMIN', 'quality.review'),
  ('AUDITOR', 'quality.review'),
  ('MANAGER', 'quality.review'),
  ('ADMIN', 'quality.laboratory'),
  ('AUDITOR', 'quality.laboratory'),
  ('MANAGER', 'quality.laboratory'),
  ('ADMIN', 'quality.calibrate'),
  ('AUDITOR', 'quality.calibrate'),
  ('MANAGER', 'quality.calibrate'),
  ('ADMIN', 'plant.master_data'),
  ('MANAGER', 'plant.master_data'),
  ('ADMIN', 'user.unlock'),
  ('MANAGER', 'user.unlock'),
  ('ADMIN', 'plant.administer');

-- What a session may that sends late what waited on a kiosk: the twin of the commands that work offline.
INSERT INTO sec.late_permission (permission) VALUES
  ('label.print'), ('lot.register'), ('quality.inspect'), ('quality.measure'), ('see'), ('stock.move');

-- What is signed: the twin of the commands with signed=True.
INSERT INTO sec.signed_command (command) VALUES
  ('abort_run'), ('approve_flow_version'), ('hold_recall'), ('release_lot'), ('resume_run'), ('void_lot');
