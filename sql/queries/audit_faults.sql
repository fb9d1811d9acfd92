-- Where the chain of audit entries is broken: number, and how.
select number, fault from audit_faults()
