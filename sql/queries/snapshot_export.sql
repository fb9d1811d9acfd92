-- A name under which a second connection can read what this transaction sees: the loader reads with two at once.
select pg_export_snapshot() as name
