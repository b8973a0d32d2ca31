// What ical.js and node-ical see in calendars: faults, texts and occurrences.
//
// Standard input: { "zones": [{ "file": PATH, "at": [SECONDS, …] }, …] } asks ical.js for the offsets of
// the first VTIMEZONE of each file: { PATH: [SECONDS, …] }. Or [{ "file": PATH, "from": SECONDS, "until": SECONDS }, …]. Standard output:
// { READER: { PATH: { "faults": […], "events": [[uid, summary, description, location], …],
// "occurrences": [[uid, start, end, status], …] } } }. ical.js takes zones from the
// VTIMEZONE of the file; node-ical from the machine's IANA data. Run with TZ=UTC:
// node-ical reads days and floating times on the machine's wall.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(join(process.env.CLIENTS_NODE_HOME, 'package.json'));
const load = async (name) => (await import(pathToFileURL(require.resolve(name)).href)).default;
const ICAL = await load('ical.js');
const nodeIcal = await load('node-ical');

const MOST = 6000;
const utc = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 19);

function said(time) {
  if (time.isDate) return time.toString().slice(0, 10);
  if (time.zone === ICAL.Timezone.localTimezone) return time.toString().slice(0, 19);
  return time.convertToZone(ICAL.Timezone.utcTimezone).toString().slice(0, 19) + 'Z';
}

function withIcalJs(source, { from, until }) {
  ICAL.TimezoneService.reset();
  const calendar = new ICAL.Component(ICAL.parse(source));
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  const all = calendar.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
  const faults = [];
  for (const event of all) {
    for (const property of event.component.getAllProperties()) {
      const zone = property.getParameter('tzid');
      if (zone && !ICAL.TimezoneService.has(zone)) faults.push(`${event.uid}: the zone ${zone} is not defined`);
      if (property.getFirstValue() === null) faults.push(`${event.uid}: ${property.name} has no value`);
    }
  }
  const texts = all.map((event) => [event.uid, event.summary ?? '', event.description ?? '', event.location ?? '']);
  const masters = new Map(all.filter((event) => !event.isRecurrenceException()).map((event) => [event.uid, event]));
  for (const event of all) if (event.isRecurrenceException()) masters.get(event.uid)?.relateException(event);
  const occurrences = [];
  const add = (item, start, end) => {
    const cancelled = item.component.getFirstPropertyValue('status') === 'CANCELLED' ? 'CANCELLED' : '';
    occurrences.push([item.uid, said(start), said(end), cancelled]);
  };
  const last = utc(until).slice(0, 10);
  for (const event of masters.values()) {
    if (!event.isRecurring()) {
      add(event, event.startDate, event.endDate);
      continue;
    }
    const iterator = event.iterator();
    for (let count = 0; count < MOST; count++) {
      const next = iterator.next();
      if (!next || next.toString().slice(0, 10) > last) break;
      const { item, startDate, endDate } = event.getOccurrenceDetails(next);
      add(item, startDate, endDate);
    }
  }
  return { faults, events: texts, occurrences };
}

const text = (value) => (typeof value === 'object' && value !== null ? value.val : value) ?? '';

function withNodeIcal(source, { from, until }) {
  const parsed = nodeIcal.sync.parseICS(source);
  const masters = Object.values(parsed).filter((entry) => entry?.type === 'VEVENT');
  const texts = [];
  const occurrences = [];
  const faults = [];
  for (const event of masters) {
    const changes = [...new Set(Object.values(event.recurrences ?? {}))];
    for (const one of [event, ...changes]) {
      if (!(one.start instanceof Date) || Number.isNaN(one.start.getTime())) faults.push(`${one.uid}: no start`);
      texts.push([one.uid, text(one.summary), text(one.description), text(one.location)]);
    }
    const floating = !event.start.tz && !/DTSTART[^\r\n]*Z\r?$/m.test(eventSource(source, event.uid));
    const form = (date, day) => {
      const iso = date.toISOString();
      return day ? iso.slice(0, 10) : iso.slice(0, 19) + (floating ? '' : 'Z');
    };
    const window = { from: new Date(from * 1000), to: new Date(until * 1000), expandOngoing: false };
    for (const found of nodeIcal.expandRecurringEvent(event, window)) {
      const day = found.isFullDay;
      const own = found.event ?? event;
      const end = found.end ?? found.start;
      occurrences.push([event.uid, form(found.start, day), form(end, day), own.status === 'CANCELLED' ? 'CANCELLED' : '']);
    }
  }
  return { faults, events: texts, occurrences };
}

// The lines of the first event with this id.
function eventSource(source, uid) {
  const at = source.indexOf(`UID:${uid}`);
  return source.slice(at, source.indexOf('END:VEVENT', at));
}

function offsets({ file, at }) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, 'utf8')));
  const zone = new ICAL.Timezone(calendar.getFirstSubcomponent('vtimezone'));
  return at.map((seconds) => {
    const local = ICAL.Time.fromJSDate(new Date(seconds * 1000), true).convertToZone(zone);
    return (Date.parse(local.toString().slice(0, 19) + 'Z') - seconds * 1000) / 1000;
  });
}

const readers = { 'ical.js': withIcalJs, 'node-ical': withNodeIcal };
function readAll(input) {
  const output = Object.fromEntries(Object.keys(readers).map((name) => [name, {}]));
  // A warning is a fault too: both libraries speak through the console.
  let spoken = [];
  for (const word of ['warn', 'error', 'log']) console[word] = (...words) => spoken.push(words.join(' '));
  for (const one of input) {
    const source = readFileSync(one.file, 'utf8');
    for (const [name, read] of Object.entries(readers)) {
      spoken = [];
      try {
        const seen = read(source, one);
        output[name][one.file] = { ...seen, faults: [...seen.faults, ...spoken] };
      } catch (error) {
        output[name][one.file] = { faults: [`${name}: ${error.message ?? error}`], events: [], occurrences: [] };
      }
    }
  }
  return output;
}

const input = JSON.parse(readFileSync(0, 'utf8'));
if (input.zones) {
  process.stdout.write(JSON.stringify(Object.fromEntries(input.zones.map((one) => [one.file, offsets(one)]))));
} else {
  process.stdout.write(JSON.stringify(readAll(input)));
}
