import { readDay } from '@hub/calendar';
import { message } from '@hub/messages';
import { IntField, ObjectListField, TextField, TextListField, ZoneField } from './fields.js';

const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const clock = /^([01]\d|2[0-3]):[0-5]\d$/;
const closing = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

class HoursBody {
  @IntField({ description: 'ISO weekday, 1 = Monday', min: 1, max: 7 })
  weekday: number;

  @TextField({ description: 'Opens at', pattern: clock, hint: message('fields.clock'), example: '09:00' })
  from: string;

  @TextField({
    description: 'Closes at, later than it opens; a night is two spans, the first up to 24:00',
    pattern: closing,
    hint: message('fields.closing'),
    example: '18:00',
  })
  to: string;
}

/** When somebody works: a branch, or head office. */
export class CalendarBody {
  @ZoneField({ description: 'IANA time zone' })
  timeZone: string;

  @ObjectListField(() => HoursBody, {
    description: 'Opening hours; a weekday without hours is closed',
    max: 28,
  })
  hours: HoursBody[];

  @TextListField({
    description: 'Closed days, YYYY-MM-DD',
    max: 400,
    pattern: day,
    isOne: (text) => readDay(text) !== null,
    hint: message('fields.days', { max: 400 }),
  })
  daysOff: string[];
}
