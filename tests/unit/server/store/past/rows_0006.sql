-- Rows of a database that was written by a server of schema 0015, in the tables of 0006.
UPDATE audit_chain SET no = 1, hash = 'bbefb1ca92ba4202506dfb19315f816eaf9a455562bdcc7aee31910fbd11d111';
INSERT INTO audit_head (no, hash, signed_utc_us, signature) VALUES
    (1, 'bbefb1ca92ba4202506dfb19315f816eaf9a455562bdcc7aee31910fbd11d111', 1795957773175990, X'7c6fcb8a32c4d350f0522c2f03b04218d20ee81953a09425a6640f25b193806f4b2bca48b24e306e1d2ad514787dc8bfb30afa411fbca18bd4940d705d767e0f');
INSERT INTO audit_line (no, at_utc_us, who, action, kind, id, unit, outcome, line) VALUES
    (1, 1795957773175779, 'command-line', 'account.add', 'account', 'admin', '', 'done', '{"v":1,"no":1,"at_utc_us":1795957773175779,"by":"command","who":"command-line","address":"","request":"","action":"account.add","kind":"account","id":"admin","unit":"","outcome":"done","changes":{"account":{"new":"admin"},"name":{"new":"系统管理员"},"staff":{"new":""},"state":{"new":"active"},"roles":{"new":[{"role":"administrator","unit":""}]}},"prev":"724358b958c37c76a57a66ed27380ece9f032fa4361d3515925c4b19a74ef27b"}');
