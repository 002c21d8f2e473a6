-- Rows of a database that was written by a server of schema 0004, in the tables of 0001.
INSERT INTO clock_fact (kiosk, boot, mono_us, at_utc_us, offset_us, error_us) VALUES
    ('k0002', '00000000000000000000000000000001', 720029063000, 1791417629063000, 0, 2000);
INSERT INTO clock_fact (kiosk, boot, mono_us, at_utc_us, offset_us, error_us) VALUES
    ('k0003', '00000000000000000000000000000001', 720140592000, 1791417740592000, 0, 2000);
INSERT INTO clock_fact (kiosk, boot, mono_us, at_utc_us, offset_us, error_us) VALUES
    ('k0001', '00000000000000000000000000000001', 720073595000, 1791417673595000, 0, 2000);
DELETE FROM counter;
INSERT INTO counter (name, value) VALUES
    ('kiosk', 3);
INSERT INTO counter (name, value) VALUES
    ('state', 676);
INSERT INTO enrol_code (code_hash, place, made_by, made_utc_us, expires_utc_us, kiosk) VALUES
    (X'35167621b30853e318ce42d89b2825e5a3d89db18de4161451356b9372812e36', '东门', 'command-line', 1795394782144305, 1795481182144305, NULL);
INSERT INTO enrol_failure (hour, peer, failures) VALUES
    (1, 'x', 1);
INSERT INTO kiosk (kiosk, place, public_key, state, version, enrolled_utc_us) VALUES
    ('k0001', '县政府大楼 东门', X'5017b210918cb96e2782673807017e50921f402caa7e15bd54d553980fbeaf90', 'revoked', '0.1.0', 1795394783894369);
INSERT INTO kiosk (kiosk, place, public_key, state, version, enrolled_utc_us) VALUES
    ('k0002', '县政府大楼 西门', X'1427d5e3b2ed03605fd46c952a7d4c5a14a913c92ea939beb6160506a2ab744d', 'revoked', '0.1.0', 1795394783894891);
INSERT INTO kiosk (kiosk, place, public_key, state, version, enrolled_utc_us) VALUES
    ('k0003', '政务服务中心 大厅', X'7d1f511ac4f059cf2a75ed23dfbd26f87c4d165e37c3bcdfd23a36cbecafb7f4', 'revoked', '0.1.0', 1795394783894975);
INSERT INTO kiosk_chain (kiosk, epoch, seq, hash, began_utc_us) VALUES
    ('k0002', 1, 7558, X'5880ac33f005e5902b8d3b53f198ccd44568c97ef4407c5529059e5cbff64426', 1795394784042707);
INSERT INTO kiosk_chain (kiosk, epoch, seq, hash, began_utc_us) VALUES
    ('k0003', 1, 7769, X'aa914ecbc6f2818afd3ce1ba3fcc4a26ad409bd9459fc0dea86c1ef86d41a6b8', 1795394784280542);
INSERT INTO kiosk_chain (kiosk, epoch, seq, hash, began_utc_us) VALUES
    ('k0001', 1, 7485, X'80f1a70e5d449e8253e8451ac4ad52cf48ba02edc0698162f8416db63f88c8ca', 1795394784406870);
INSERT INTO kiosk_progress (kiosk, batches, gaps, complete_to_utc_us, claimed_epoch, claimed_seq, claimed_utc_us, reported_utc_us, version, reader, backlog, clock, clock_offset_us, clock_error_us, disk_free_bytes) VALUES
    ('k0001', 19, 0, 0, 0, 0, 0, 0, '0.1.0', '', 0, 'uncertain', 0, 0, 0);
INSERT INTO kiosk_progress (kiosk, batches, gaps, complete_to_utc_us, claimed_epoch, claimed_seq, claimed_utc_us, reported_utc_us, version, reader, backlog, clock, clock_offset_us, clock_error_us, disk_free_bytes) VALUES
    ('k0002', 19, 0, 0, 0, 0, 0, 0, '0.1.0', '', 0, 'uncertain', 0, 0, 0);
INSERT INTO kiosk_progress (kiosk, batches, gaps, complete_to_utc_us, claimed_epoch, claimed_seq, claimed_utc_us, reported_utc_us, version, reader, backlog, clock, clock_offset_us, clock_error_us, disk_free_bytes) VALUES
    ('k0003', 20, 0, 0, 0, 0, 0, 0, '0.1.0', '', 0, 'uncertain', 0, 0, 0);
INSERT INTO quarantine (kiosk, line_hash, reason, detail, epoch, seq, batch, received_utc_us, state, line) VALUES
    ('x', X'01', 'x', 'x', 1, 1, 1, 1, 'x', X'01');
INSERT INTO record (kiosk, epoch, seq, batch, line) VALUES
    ('k0002', 1, 1, 1, '{"v":1,"kiosk":"k0002","epoch":1,"seq":1,"boot":"00000000000000000000000000000001","at_utc_us":1791417629063000,"mono_us":720029063000,"clock":"synced","clock_offset_us":0,"clock_error_us":2000,"not_before_utc_us":0,"not_after_utc_us":0,"card":"recognised","token":"bd06a3d43255403d21ae6acef57d7cfff2cf8489774078c9daced77c2d542be5","staff":"s0294","meeting":"","substitute_for":"","shown":{"verdict":"on_time","late_min":0,"early_min":0},"prev":"1e9144e5ab46a3436f517a1301b2b1fe0705e74d60b82f774c2c4fd7d7b33351"}');
INSERT INTO record (kiosk, epoch, seq, batch, line) VALUES
    ('k0002', 1, 2, 1, '{"v":1,"kiosk":"k0002","epoch":1,"seq":2,"boot":"00000000000000000000000000000001","at_utc_us":1791417736691000,"mono_us":720136691000,"clock":"synced","clock_offset_us":0,"clock_error_us":2000,"not_before_utc_us":0,"not_after_utc_us":0,"card":"recognised","token":"ac34f70dffbb5931c8a8e106ee2c7d520298d699e2ddee0593993e14cc335de3","staff":"s0174","meeting":"","substitute_for":"","shown":{"verdict":"on_time","late_min":0,"early_min":0},"prev":"c2fd3e96b734cb6bb39fc318925feb72eed1f21cf68b64230101e19d3b4b8f29"}');
INSERT INTO record (kiosk, epoch, seq, batch, line) VALUES
    ('k0002', 1, 3, 1, '{"v":1,"kiosk":"k0002","epoch":1,"seq":3,"boot":"00000000000000000000000000000001","at_utc_us":1791417785439000,"mono_us":720185439000,"clock":"synced","clock_offset_us":0,"clock_error_us":2000,"not_before_utc_us":0,"not_after_utc_us":0,"card":"recognised","token":"bf023acf15065d81805f6f6e28cc09804ad8a3f04c40d7125db0eb2a92f5547e","staff":"s0261","meeting":"","substitute_for":"","shown":{"verdict":"on_time","late_min":0,"early_min":0},"prev":"7b0df1a0aa0323089b1f6a4d4a6ee101a22f5811480b2dbfba582c37fb93e5ef"}');
INSERT INTO record (kiosk, epoch, seq, batch, line) VALUES
    ('k0002', 1, 4, 1, '{"v":1,"kiosk":"k0002","epoch":1,"seq":4,"boot":"00000000000000000000000000000001","at_utc_us":1791417800728000,"mono_us":720200728000,"clock":"synced","clock_offset_us":0,"clock_error_us":2000,"not_before_utc_us":0,"not_after_utc_us":0,"card":"recognised","token":"3abceb0b8d77ae63ee319380991d2456253bf0237281076d5f917c6ca8f96003","staff":"s0055","meeting":"","substitute_for":"","shown":{"verdict":"on_time","late_min":0,"early_min":0},"prev":"fa362a14e25c7f67621645cc04eb73f93758e694691c88223357644fb724468f"}');
INSERT INTO record (kiosk, epoch, seq, batch, line) VALUES
    ('k0002', 1, 5, 1, '{"v":1,"kiosk":"k0002","epoch":1,"seq":5,"boot":"00000000000000000000000000000001","at_utc_us":1791417913217000,"mono_us":720313217000,"clock":"synced","clock_offset_us":0,"clock_error_us":2000,"not_before_utc_us":0,"not_after_utc_us":0,"card":"recognised","token":"0752b3bf991f9f2d87b9ac99ba1b788c372c74ab805ecd75b2b3deb392ef5da3","staff":"s0023","meeting":"","substitute_for":"","shown":{"verdict":"on_time","late_min":0,"early_min":0},"prev":"614210c3d16a6e6576f5542bb16ff321ab399cb2c62a7217d2d245c97cab93f3"}');
INSERT INTO record_batch (kiosk, batch, received_utc_us, signed_utc_us, signed_target, body_hash, signature, lines) VALUES
    ('k0002', 1, 1795394784042707, 1795394784029794, '/api/v1/kiosk/records', X'efdde77c223c6d1f6a719bc9002c53480bec0a0f633c00cc5d7355178579948a', X'ebcdd25dcc1e683173a0b05ea607c3b60d5bceda91a53522f6003a701a847749ff635d7b3ee717abcd53e2bd2cfec452c7dbd382c64cde3ebd85c5c7bb0d160f', 400);
INSERT INTO record_batch (kiosk, batch, received_utc_us, signed_utc_us, signed_target, body_hash, signature, lines) VALUES
    ('k0003', 1, 1795394784280542, 1795394784266018, '/api/v1/kiosk/records', X'420d1812d2e68ca015d0780aafc2f510f9ab808f0ebea5aeaaf2cab0b5f653a5', X'3bbb5c38c14d8b4cc29a4e077eb6baf4e9c50dec94e15c1e084175f349e816e2fc0f1b5fbda26330a0a941cb47068d37c25bb201048e446b918d92de6aa37a0e', 400);
INSERT INTO record_batch (kiosk, batch, received_utc_us, signed_utc_us, signed_target, body_hash, signature, lines) VALUES
    ('k0001', 1, 1795394784406870, 1795394784401673, '/api/v1/kiosk/records', X'58db49b5026f04aa7381d97ccc1c7629efbe86305ee8418622e94f63bf410608', X'80b0e4d2e6c247e8d379038e41d717685c8fc286dd800010e3705add97e82d1aa63130705ba05cf10a13b09c32afc6763f35ca13c3701c4e662eb06d1db84907', 400);
INSERT INTO record_batch (kiosk, batch, received_utc_us, signed_utc_us, signed_target, body_hash, signature, lines) VALUES
    ('k0002', 2, 1795394784479792, 1795394784476053, '/api/v1/kiosk/records', X'd224e3889d7f2ccb52b7fe29a4dde4f7008817203f2b30c242e891e8629f2a0f', X'0c6101b646cd3b74f1a36a0f9616ea5f1f9dbf6feebfb226ba62320a8fa8c7cdfc896552950e3131bfe60e1cd291dad590573644ec776d1a8d843d6f9017d10a', 400);
INSERT INTO record_batch (kiosk, batch, received_utc_us, signed_utc_us, signed_target, body_hash, signature, lines) VALUES
    ('k0003', 2, 1795394784587866, 1795394784568861, '/api/v1/kiosk/records', X'eb340073ec959f01dcb690c39397d1782145930d7a761d4683a70e86052e36ca', X'd629bf6dfd46c67dc7c3e255d6b73a8138ae0521633747bc7c8f32b25286cf039a9e82b1207185dcb11215d41efb60b2c5f8879557c4a06740630f089e008a0f', 400);
INSERT INTO tap (date, staff, at_ms, kiosk, epoch, seq, at_utc_us, card, uncertain, not_before_ms, not_after_ms, meeting, substitute_for, token) VALUES
    (20734, 's0001', 1791447400252, 'k0002', 1, 60, 1791418600252000, 'recognised', 0, 0, 0, '', '', NULL);
INSERT INTO tap (date, staff, at_ms, kiosk, epoch, seq, at_utc_us, card, uncertain, not_before_ms, not_after_ms, meeting, substitute_for, token) VALUES
    (20734, 's0001', 1791483231282, 'k0002', 1, 228, 1791454431282000, 'recognised', 0, 0, 0, '', '', NULL);
INSERT INTO tap (date, staff, at_ms, kiosk, epoch, seq, at_utc_us, card, uncertain, not_before_ms, not_after_ms, meeting, substitute_for, token) VALUES
    (20734, 's0002', 1791447357012, 'k0001', 1, 62, 1791418557012000, 'recognised', 0, 0, 0, '', '', NULL);
INSERT INTO tap (date, staff, at_ms, kiosk, epoch, seq, at_utc_us, card, uncertain, not_before_ms, not_after_ms, meeting, substitute_for, token) VALUES
    (20734, 's0002', 1791482019708, 'k0001', 1, 181, 1791453219708000, 'recognised', 0, 0, 0, '', '', NULL);
INSERT INTO tap (date, staff, at_ms, kiosk, epoch, seq, at_utc_us, card, uncertain, not_before_ms, not_after_ms, meeting, substitute_for, token) VALUES
    (20734, 's0003', 1791447314420, 'k0003', 1, 53, 1791418514420000, 'recognised', 0, 0, 0, '', '', NULL);
