-- Why ($1) this transaction changes what it changes: the audit's entries of it tell.
select set_config('branchlight.reason', $1, true)
