-- Which role has which right (the twin of core.domain.people.MAY), and this database's own secret.

INSERT INTO sec.permission (role, permission) VALUES
  ('ADMIN', 'see'),
  ('AUDITOR', 'see'),
  ('MANAGER', 'see'),
  ('OPERATOR', 'see'),
  ('VIEWER', 'see'),
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
  ('MANAGER', 'run.decide');

INSERT INTO sec.server_secret (one, secret)
  VALUES (true, sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));
