-- The next message to send: id, template, e-mail, language, texts as JSON, what its link does. No row: nothing to do here.
select id, template, email, language, texts, link from people.mail_take()
