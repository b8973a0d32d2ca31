// Reads calendars with ical.js and prints what it saw as JSON.
//
// Standard input: { "root": DIR, "files": [ … ], "from": "YYYY-MM-DD", "until": "YYYY-MM-DD" }.
// Standard output: { FILE: { "error": … } or { "events": [ … ], "occurrences": [ … ] } }, in
// the same words as calendars.py, which compares the two. Time zones come from the
// VTIMEZONE of the file alone, so a wrong one shows as a wrong time.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(join(process.env.CLIENTS_NODE_HOME, 'package.json'));
const { default: ICAL } = await import(pathToFileURL(require.resolve('ical.js')).href);

const MOST_OCCURRENCES = 5000;

// A day as `2026-11-21`, a moment as `2026-11-21T11:00:00Z`, a floating time without Z.
function said(time) {
  if (time === null || time === undefined) return null;
  if (time.isDate) return time.toString().slice(0, 10);
  if (time.zone === ICAL.Timezone.localTimezone) return time.toString().slice(0, 19);
  const utc = time.convertToZone(ICAL.Timezone.utcTimezone);
  return utc.toString().slice(0, 19) + 'Z';
}

function within(start, window) {
  return start.slice(0, 10) >= window.from && start.slice(0, 10) < window.until;
}

// Starts of every occurrence inside the window, exceptions applied.
function occurrences(event, window) {
  if (!event.isRecurring()) {
    const start = said(event.startDate);
    return within(start, window) ? [[event.uid, start]] : [];
  }
  const found = [];
  const iterator = event.iterator();
  for (let count = 0; count < MOST_OCCURRENCES; count++) {
    const next = iterator.next();
    if (!next) break;
    // A moved occurrence may lie a while from its first date: look past the window's end.
    if (next.year > Number(window.until.slice(0, 4)) + 1) break;
    const start = said(event.getOccurrenceDetails(next).startDate);
    if (within(start, window)) found.push([event.uid, start]);
  }
  return found;
}

function read(source, window) {
  ICAL.TimezoneService.reset();
  const calendar = new ICAL.Component(ICAL.parse(source));
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  const all = calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
  const masters = new Map(all.filter((event) => !event.isRecurrenceException()).map((event) => [event.uid, event]));
  const events = all.map((event) => ({
    uid: event.uid,
    instance: event.isRecurrenceException() ? said(event.recurrenceId) : null,
    start: said(event.startDate),
    end: said(event.endDate),
    summary: event.summary,
    sequence: event.component.getFirstPropertyValue('sequence') ?? 0,
    stamp: said(event.component.getFirstPropertyValue('dtstamp')),
  }));
  for (const event of all.filter((one) => one.isRecurrenceException())) masters.get(event.uid)?.relateException(event);
  return { events, occurrences: [...masters.values()].flatMap((event) => occurrences(event, window)) };
}

const input = JSON.parse(readFileSync(0, 'utf8'));
const output = {};
for (const file of input.files) {
  try {
    output[file] = read(readFileSync(join(input.root, file), 'utf8'), input);
  } catch (error) {
    output[file] = { error: String(error.message ?? error) };
  }
}
process.stdout.write(JSON.stringify(output));
