-- From which moment a card is revoked: local milliseconds since 1970, NULL while it is in use. What was tapped before
-- keeps its holder. Servers of earlier schemas knew no moment; what they left is settled from the log of facts
-- (server/service/fact_card).

ALTER TABLE card ADD COLUMN revoked_from_ms BIGINT;
