// SPDX-License-Identifier: Apache-2.0
//
// Every page there is, once: the tests of what all pages must be walk this table (every_page, keyboard, adapt, layout,
// screenshots, lighthouse). A new page is a line here.
//
// - `name`: what tests call it
// - `at(language, codes)`: its address; `codes` is what site.mjs found in the demonstration data
// - `status`: what it answers with, where that isn't 200
// - `layout`: its boxes are kept in layout.json
// - `embeddable`: others may show it in a frame of theirs
// - `as`: who sees it (site.mjs enrols them); without it, anybody
// - `bare`: it has no frame: no menu, no skip link (a box in somebody else's page, a sheet of paper)
export const pages = [
  { name: 'find', at: (language) => `/${language}/`, layout: true },
  { name: 'find, filtered', at: (language) => `/${language}/?q=pasvalys&status=working,limited&step_free=true` },
  { name: 'find, nothing fits', at: (language) => `/${language}/?municipality=LT-99&open=now`, layout: true },
  { name: 'find, unknown place', at: (language) => `/${language}/?q=zzzzqqqq&open=now` },
  { name: 'branch', at: (language) => `/${language}/branches/lt-pasvalys`, layout: true },
  { name: 'branch, two points', at: (language, { twoPoints }) => `/${language}/branches/${twoPoints}` },
  { name: 'branch, out of order', at: (language, { outOfOrder }) => `/${language}/branches/${outOfOrder}` },
  { name: 'branch, not confirmed', at: (language, { notConfirmed }) => `/${language}/branches/${notConfirmed}` },
  { name: 'branch, planned', at: (language, { planned }) => `/${language}/branches/${planned}` },
  { name: 'events', at: (language) => `/${language}/events`, layout: true },
  { name: 'event', at: (language) => `/${language}/events/pasvalys-siandien`, layout: true },
  { name: 'event, cancelled', at: (language) => `/${language}/events/rokiskis-atsaukta` },
  { name: 'campaign', at: (language) => `/${language}/campaigns/demo-sviesa`, layout: true },
  { name: 'campaign, reported', at: (language) => `/${language}/campaigns/elektromagija` },
  { name: 'library', at: (language, { library }) => `/${language}/libraries/${library}`, layout: true },
  { name: 'municipality', at: (language) => `/${language}/municipalities/LT-34`, layout: true },
  { name: 'municipalities', at: (language) => `/${language}/municipalities` },
  { name: 'data', at: (language) => `/${language}/data`, layout: true },
  { name: 'privacy', at: (language) => `/${language}/privacy`, layout: true },
  { name: 'accessibility', at: (language) => `/${language}/accessibility`, layout: true },
  { name: 'report a problem', at: (language, { point }) => `/${language}/points/${point}/problem` },
  { name: 'correct the data', at: (language) => `/${language}/branches/lt-pasvalys/correction` },
  { name: 'offline', at: (language) => `/${language}/offline` },
  { name: 'API docs', at: () => '/docs/api', languages: ['en'] },
  { name: 'not found', at: (language) => `/${language}/none`, status: 404, layout: true },
  { name: 'gone', at: (language, { gone }) => `/${language}/branches/${gone}`, status: 410 },
  { name: 'embedded box', at: (language, { point }) => `/embed/points/${point}?lang=${language}`, bare: true, embeddable: true, layout: true },
  { name: 'sign in', at: (language) => `/${language}/staff/sign-in`, layout: true },
  { name: 'invitation', at: (language, { invitation }) => `/${language}/invitations/${invitation}` },
  { name: 'my points', at: (language) => `/${language}/staff/`, as: 'coordinator', layout: true },
  { name: 'my point', at: (language, { point }) => `/${language}/staff/points/${point}`, as: 'librarian', layout: true },
  { name: 'attention', at: (language) => `/${language}/staff/attention`, as: 'coordinator' },
  { name: 'attention, reminded', at: (language) => `/${language}/staff/attention?kind=unconfirmed&reminded=2&already=1&nobody=3&confirmed=0&people=2`, as: 'coordinator' },
  { name: 'my point, out of order', at: (language, { outOfOrderPoint }) => `/${language}/staff/points/${outOfOrderPoint}?undone=true`, as: 'coordinator' },
  { name: 'directory', at: (language) => `/${language}/staff/directory`, as: 'coordinator' },
  { name: 'verification queue', at: (language) => `/${language}/staff/directory/verification`, as: 'coordinator' },
  { name: 'branch, to be edited', at: (language) => `/${language}/staff/directory/branches/lt-pasvalys`, as: 'coordinator' },
  { name: 'branch, a draft', at: (language) => `/${language}/staff/directory/branches/lt-juodrastis`, as: 'coordinator' },
  { name: 'branch, new', at: (language) => `/${language}/staff/directory/libraries/pasvalio-vb/branches`, as: 'coordinator' },
  { name: 'library, to be edited', at: (language) => `/${language}/staff/directory/libraries/pasvalio-vb`, as: 'coordinator' },
  { name: 'utility, to be edited', at: (language) => `/${language}/staff/directory/utilities/eso`, as: 'coordinator' },
  { name: 'service, new', at: (language) => `/${language}/staff/directory/utilities/eso/services`, as: 'coordinator' },
  { name: 'branch, to be merged', at: (language) => `/${language}/staff/directory/branches/lt-pasvalys/merge?into=lt-kelme`, as: 'coordinator' },
  { name: 'library, to be merged', at: (language, { other }) => `/${language}/staff/directory/libraries/pasvalio-vb/merge?into=${other}`, as: 'coordinator' },
  { name: 'agreement, new', at: (language) => `/${language}/staff/directory/libraries/pasvalio-vb/agreements`, as: 'coordinator' },
  { name: 'agreement, to be edited', at: (language, { agreement }) => `/${language}/staff/directory/agreements/${agreement}`, as: 'coordinator' },
  { name: 'agreement, to be read', at: (language, { agreement }) => `/${language}/staff/directory/agreements/${agreement}`, as: 'manager' },
  { name: 'hours, to be edited', at: (language) => `/${language}/staff/directory/branches/lt-pasvalys/hours`, as: 'coordinator' },
  { name: 'adviser’s hours, to be edited', at: (language) => `/${language}/staff/directory/points/pasvalys-eso/hours/adviser`, as: 'coordinator' },
  { name: 'a point’s access, to be edited', at: (language) => `/${language}/staff/directory/points/pasvalys-eso/hours/access`, as: 'coordinator' },
  { name: 'point, to be edited', at: (language) => `/${language}/staff/directory/points/pasvalys-eso`, as: 'coordinator' },
  { name: 'history', at: (language) => `/${language}/staff/history`, as: 'coordinator' },
  { name: 'people', at: (language) => `/${language}/staff/people`, as: 'coordinator' },
  { name: 'account', at: (language) => `/${language}/staff/account`, as: 'coordinator' },
  { name: 'account, welcome', at: (language) => `/${language}/staff/account?welcome=true`, as: 'librarian' },
  { name: 'account of a phone', at: (language) => `/${language}/staff/account`, as: 'phone' },
  { name: 'second factor', at: (language) => `/${language}/staff/account/second-factor`, as: 'librarian' },
  { name: 'keys', at: (language) => `/${language}/staff/account/keys`, as: 'coordinator' },
  { name: 'link to sign in', at: (language) => `/${language}/staff/sign-in/link` },
  { name: 'link, ended', at: (language) => `/${language}/links/none`, status: 404 },
  { name: 'follow by mail', at: (language) => `/${language}/branches/lt-pasvalys/follow` },
  { name: 'follow by mail, two points', at: (language, { twoPoints }) => `/${language}/branches/${twoPoints}/follow` },
  { name: 'follow by mail, sent', at: (language) => `/${language}/branches/lt-pasvalys/follow?sent=true` },
  { name: 'follow by mail, link ended', at: (language) => `/${language}/follow/none`, status: 404 },
  { name: 'leave, link ended', at: (language) => `/${language}/leave/none`, status: 404 },
  { name: 'not one’s own', at: (language, { outOfOrderPoint }) => `/${language}/staff/points/${outOfOrderPoint}`, as: 'librarian', status: 403 },
  { name: 'poster', at: (language, { point }) => `/${language}/points/${point}/poster`, bare: true, layout: true },
];

export const languagesOf = (page) => page.languages ?? ['lt', 'en'];

export const pageNamed = (name) => pages.find((page) => page.name === name);
