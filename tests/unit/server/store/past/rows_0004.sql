-- Rows of a database that was written by a server of schema 0004, in the tables of 0004.
INSERT INTO account (account, name, staff, state, password, one_time, password_expires_utc_us, password_set_utc_us, made_utc_us, made_by) VALUES
    ('admin', '系统管理员', '', 'active', '$argon2id$v=19$m=65536,t=3,p=1$CXPXkqLPIyN1n7iJ8lxACg$5+ad6KH5/+Tr1LQ+BKGihbBybxXfp7i9iOxmb3FsEps', 1, 1795653973244294, 1795394773244294, 1795394773244294, 'command-line');
INSERT INTO account (account, name, staff, state, password, one_time, password_expires_utc_us, password_set_utc_us, made_utc_us, made_by) VALUES
    ('security', '安全保密管理员', '', 'active', '$argon2id$v=19$m=65536,t=3,p=1$7YGFaEQrQcWqT6R5H5uUYQ$wtH2GMRlDSlAY7198knw9bgJ4h7ijm7V2TmEEG61qXE', 1, 1795653974647636, 1795394774647636, 1795394774647636, 'command-line');
INSERT INTO account (account, name, staff, state, password, one_time, password_expires_utc_us, password_set_utc_us, made_utc_us, made_by) VALUES
    ('audit', '安全审计员', '', 'active', '$argon2id$v=19$m=65536,t=3,p=1$mfOMHIOjpeaLjc8jkPyx6g$Bpp+p8Za+RwcuYPFqFA+VE9E6gk/NQYjrrKJwkxgkjI', 1, 1795653975877986, 1795394775877986, 1795394775877986, 'command-line');
INSERT INTO account (account, name, staff, state, password, one_time, password_expires_utc_us, password_set_utc_us, made_utc_us, made_by) VALUES
    ('inspector', '督查', '', 'active', '$argon2id$v=19$m=65536,t=3,p=1$2SXUso85K52lAWE/9sMiEA$2pB70/c3yaFy/txc+IS7pXogt4pzhACVNrXAMJBmKJg', 1, 1795653977892377, 1795394777892377, 1795394777892377, 'command-line');
INSERT INTO account (account, name, staff, state, password, one_time, password_expires_utc_us, password_set_utc_us, made_utc_us, made_by) VALUES
    ('wang', '王芳', '', 'active', '$argon2id$v=19$m=65536,t=3,p=1$tl3fPqYfXXfRLYDxJy0ptg$jOfi0k55gCdXkNBfYUk0JGNEpGa7k5fbeWL2AAWfNVU', 1, 1795653980209033, 1795394780209033, 1795394780209033, 'command-line');
INSERT INTO account_role (account, role, unit) VALUES
    ('admin', 'administrator', '');
INSERT INTO account_role (account, role, unit) VALUES
    ('audit', 'auditor', '');
INSERT INTO account_role (account, role, unit) VALUES
    ('inspector', 'inspector', '');
INSERT INTO account_role (account, role, unit) VALUES
    ('security', 'security_officer', '');
INSERT INTO account_role (account, role, unit) VALUES
    ('wang', 'clerk', '');
INSERT INTO login_attempt (subject_hash, attempts, since_utc_us, locked_until_utc_us) VALUES
    (X'01', 1, 1, 1);
INSERT INTO login_session (token_hash, account, began_utc_us, seen_utc_us, ends_utc_us) VALUES
    (X'01', 'x', 1, 1, 1);
