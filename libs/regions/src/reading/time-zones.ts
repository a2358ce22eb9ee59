/** The word that stands for a time zone whose name a place is: «UTC+3 (Москва)». */
export const zoneWord = 'часовойпояс';

const hours = String.raw`\d{1,2}\s?(?:ч(?:ас\p{L}*)?(?!\p{L})\.?\s?)?`;
const short = '(?:мск|msk)';
const moscow = String.raw`(?:мск|msk|москв\p{L}{1,2})`;
const time = String.raw`врем(?:я|ени|енем)(?!\p{L})`;
const offset = String.raw`(?:utc|gmt)\s?[+-]\s?\d{1,2}(?::?\d\d)?`;
/** No time zone begins or ends within a word or a number. */
const whole = (pattern: string) => new RegExp(`(?<![\\p{L}\\d])(?:${pattern})(?![\\p{L}\\d])`, 'gu');

/** Only where the text says nothing else. */
const alone = (pattern: string) => new RegExp(`^[\\s(]*(?:${pattern})[\\s)]*$`, 'u');

const zones: readonly (readonly [RegExp, string])[] = [
  [whole(String.raw`(?:europe|asia)\/[\p{L}_]+`), '|'],
  [new RegExp(String.raw`(?<!\p{L})${offset}\)?[\s(]*(?=\p{L})`, 'gu'), ` ${zoneWord} `],
  [/(?<!\p{L})(?:часов\p{L}+ пояс\p{L}{0,2}|таймзон\p{L})[\s:=(-]*(?=\p{L})/gu, ` ${zoneWord} `],
  [whole(offset), '|'],
  // «Время МСК», «по московскому времени».
  [whole(String.raw`${time}[\s:(-]*(?:по )?(?:${moscow}|московск\p{L}+)`), '|'],
  [whole(String.raw`(?:${moscow}|московск\p{L}+) ${time}`), '|'],
  // «09:00-18:00 МСК», «с 10 до 19 мск», «после 18 по Москве».
  [whole(String.raw`\d{1,2}:\d\d[\s(]*(?:${short}|по ${moscow})`), '|'],
  [whole(String.raw`(?:(?:с|до|в|к|после) |-\s?)${hours}[\s(]*(?:${short}|по ${moscow})`), '|'],
  // «МСК+2», «+2 от Москвы».
  [whole(String.raw`${short}[\s(]*[+-]\s?\d+`), '|'],
  [
    new RegExp(
      String.raw`(?:\+|(?<![\p{L}\d]\s?)-)\s?${hours}(?:${short}|(?:от|к|с|по|относительно) ${moscow})(?!\p{L})`,
      'gu',
    ),
    '|',
  ],
  // In a longer text «Москва - 2» counts something; «Москва +7 999 …» is a phone number, «Москва-77» a post office.
  [alone(String.raw`(?:по )?${moscow}(?:[\s(]*\+| -)\s?${hours}`), '|'],
  [alone(String.raw`[+-]\s?${hours}${moscow}`), '|'],
  [alone(String.raw`(?:\d{1,2}:\d\d[\s-]*)+${moscow}`), '|'],
  [alone(String.raw`${hours}(?:${short}|по ${moscow})`), '|'],
];

/** The text without time zones, offsets from one and hours in one: they name no place. */
export function withoutTimeZones(text: string): string {
  return zones.reduce((result, [pattern, sign]) => result.replace(pattern, sign), text);
}
