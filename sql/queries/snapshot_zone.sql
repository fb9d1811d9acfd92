-- Zones of places: name, instants of shifts (minutes since 1970), offsets (minutes; one more), from when and until when that is known.
select z.name, array_to_string(z.instants, ','), array_to_string(z.offsets, ','), z.from_minute, z.until_minute from published.time_zone z
