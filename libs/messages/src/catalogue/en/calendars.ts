/** English mistakes in a calendar; the keys are those of the Russian file. */
export const calendars = {
  object: 'A record with these fields is expected here: {of}.',
  unknown: 'There is no such field. The fields are: {of}.',
  zone: 'Give the time zone by its IANA name, such as Europe/Moscow.',
  country:
    'The hub does not know the days off and holidays of this country. Leave it out, or list the days yourself.',
  list: 'A list is expected here.',
  hours: 'Write working hours as 09:00-18:00; the end of the day is 24:00.',
  'over-midnight':
    'The working hours do not end after they begin. Write work over midnight as two lines: up to 24:00, and from 00:00 of the next day.',
  order:
    'The working hours overlap with those before them or come earlier. Write them in order and without overlaps.',
  'never-open': 'No day of the week has working hours. Give some for at least one day.',
  date: 'Give a date that exists, such as 2026-12-31.',
  'date-twice': 'This date stands above already. Keep it once.',
  minutes: 'Give a whole number of minutes from 0 to {most}.',
};
