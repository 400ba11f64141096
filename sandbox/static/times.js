// Wall-clock times in the sandbox's zone.

const makers = new Map();

function parts(instant, zone) {
  if (!makers.has(zone)) {
    makers.set(zone, new Intl.DateTimeFormat("en-GB", {
      timeZone: zone, weekday: "long", day: "numeric", month: "long", year: "numeric",
      hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
    }));
  }
  const found = {};
  for (const { type, value } of makers.get(zone).formatToParts(new Date(instant))) found[type] = value;
  return found;
}

const short = (word) => word.slice(0, 3);

export function time(instant, zone) {
  const at = parts(instant, zone);
  return `${at.hour}:${at.minute}`;
}

export function day(instant, zone) {
  const at = parts(instant, zone);
  return `${at.weekday} ${at.day} ${at.month}`;
}

export function full(instant, zone) {
  const at = parts(instant, zone);
  return `${short(at.weekday)} ${at.day} ${short(at.month)} ${at.year} · ${at.hour}:${at.minute}:${at.second}`;
}

// "07:15", or "Tue 10:00" where the bare time would be read as today's or tonight's.
export function soon(instant, zone, now) {
  const far = new Date(instant) - new Date(now) >= 24 * 3600 * 1000;
  return far ? `${short(parts(instant, zone).weekday)} ${time(instant, zone)}` : time(instant, zone);
}

// What a date-and-time field shows for an instant, given in seconds: "2026-11-12T21:15".
export function wall(seconds, zone) {
  const at = parts(seconds * 1000, zone);
  const month = String(MONTHS.indexOf(at.month) + 1).padStart(2, "0");
  return `${at.year}-${month}-${at.day.padStart(2, "0")}T${at.hour}:${at.minute}`;
}

// The instant of such a wall-clock time. Twice, because the offset found first may be that of the other side of a clock change.
export function instant(shown, zone) {
  const wanted = Date.parse(`${shown}Z`) / 1000;
  let found = wanted;
  for (let turn = 0; turn < 2; turn += 1) found += wanted - Date.parse(`${wall(found, zone)}Z`) / 1000;
  return found;
}

const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
];

const FORMS = {
  date_num: (p) => `${p.day} ${short(p.month)} ${p.year}`,
  date: (p) => `${p.day} ${p.month} ${p.year}`,
  date_short: (p) => `${p.day} ${short(p.month)} ${p.year}`,
  date_long: (p) => `${p.weekday}, ${p.day} ${p.month} ${p.year}`,
  time: (p) => `${p.hour}:${p.minute}`,
  time_secs: (p) => `${p.hour}:${p.minute}:${p.second}`,
};

export function dateToken(seconds, form, zone) {
  const at = parts(Number(seconds) * 1000, zone);
  return form.replace(/\{(\w+?)(_pretty)?\}/g, (whole, name) => (FORMS[name] ? FORMS[name](at) : whole));
}
