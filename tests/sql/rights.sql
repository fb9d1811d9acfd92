-- Functions that run as their owner, past row level security (docs/adr/0015): which there are, and for whom.
begin;
select plan(4);

create temporary view definer as
  select p.oid, n.nspname || '.' || p.proname as name, p.proconfig as settings, p.provolatile = 'v' as writes
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
   where p.prosecdef and p.prorettype <> 'trigger'::regtype and n.nspname not in ('pg_catalog', 'information_schema', 'tap');

select isnt_empty('select from definer', 'there are some');
select is_empty($$select name from definer where not coalesce('search_path=pg_catalog, public' = any (settings), false)$$,
                'none of them finds a table that somebody else has made');
select is_empty($$select name from definer where has_function_privilege('branchlight_visitor', oid, 'execute')$$,
                'the role that answers the public has none');
select set_eq($$select distinct name from definer where writes and has_function_privilege('branchlight_staff', oid, 'execute')$$,
              array['people.attempt_take', 'people.email_change_ask', 'people.follow_ask', 'people.follow_confirm',
                    'people.follow_leave', 'people.invitation_accept', 'people.invitation_mail',
                    'people.invitation_renew', 'people.link_use', 'people.mail_put', 'people.passphrase_set', 'people.points_remind',
                    'people.report_take', 'people.session_begin', 'people.sign_in_link_ask', 'people.totp_set',
                    'public.actor_begin', 'public.branch_merge', 'public.library_merge', 'public.library_remove', 'public.public_report_make'],
              'what staff''s requests, and visitors'' on their connection, may change past row level security');

select * from finish();
rollback;
