-- Makes the months that are over anew, of points with reports that aren't in them yet; how many points it took: 0 when done.
select point_months_renew(500)
