/* What libical sees in calendars: faults, texts and occurrences, a line of JSON for each file.
 *
 * Standard input: lines `FROM TO PATH`, times in seconds since 1970, UTC. Standard output:
 * {"file": PATH, "faults": [...], "events": [...], "occurrences": [[uid, start, end, status], ...]}.
 * A line `zone PATH SECONDS…` asks for the offsets of the first VTIMEZONE of a file at these
 * moments: {"file": PATH, "offsets": [...]}, in seconds.
 * Zones come from the VTIMEZONE of the file alone. Occurrences are those of
 * icalcomponent_foreach_recurrence; it knows nothing of RECURRENCE-ID, so a changed
 * occurrence is put in the place of the original here, by its instant.
 */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(const char *text) {
    putchar('"');
    for (const unsigned char *at = (const unsigned char *)(text ? text : ""); *at; at++) {
        if (*at == '"' || *at == '\\') printf("\\%c", *at);
        else if (*at < 0x20) printf("\\u%04x", *at);
        else putchar(*at);
    }
    putchar('"');
}

enum form { DAY, FLOATING, MOMENT };

static void say_time(time_t seconds, enum form form) {
    struct icaltimetype t = icaltime_from_timet_with_zone(seconds, 0, icaltimezone_get_utc_timezone());
    if (form == DAY) printf("\"%04d-%02d-%02d\"", t.year, t.month, t.day);
    else printf("\"%04d-%02d-%02dT%02d:%02d:%02d%s\"", t.year, t.month, t.day, t.hour, t.minute, t.second,
                form == MOMENT ? "Z" : "");
}

static enum form form_of(struct icaltimetype t) {
    return t.is_date ? DAY : t.zone == NULL ? FLOATING : MOMENT;
}

static time_t seconds_of(struct icaltimetype t) {
    const icaltimezone *zone = t.zone ? t.zone : icaltimezone_get_utc_timezone();
    return icaltime_as_timet_with_zone(t, zone);
}

struct series {
    const char *uid;
    enum form form;
    const char *status;
    time_t *changed; /* original starts of changed occurrences */
    size_t count;
    time_t from, to;
    int *first;
};

static void say_occurrence(int *first, const char *uid, time_t start, time_t end, enum form form, const char *status) {
    printf(*first ? "[" : ",[");
    *first = 0;
    say(uid);
    putchar(',');
    say_time(start, form);
    putchar(',');
    say_time(end, form);
    putchar(',');
    say(status);
    putchar(']');
}

/* icalcomponent_get_recurrenceid forgets the zone. */
static struct icaltimetype instance_of(icalcomponent *event) {
    icalproperty *found = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);
    return found ? icalproperty_get_datetime_with_component(found, event) : icaltime_null_time();
}

static const char *status_of(icalcomponent *event) {
    return icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED ? "CANCELLED" : "";
}

static void span(icalcomponent *event, struct icaltime_span *found, void *data) {
    (void)event;
    struct series *series = data;
    if (found->start < series->from || found->start >= series->to) return;
    for (size_t i = 0; i < series->count; i++)
        if (series->changed[i] == found->start) return;
    say_occurrence(series->first, series->uid, found->start, found->end, series->form, series->status);
}

static void faults_of(icalcomponent *component, int *first) {
    for (icalproperty *p = icalcomponent_get_first_property(component, ICAL_XLICERROR_PROPERTY); p;
         p = icalcomponent_get_next_property(component, ICAL_XLICERROR_PROPERTY)) {
        printf(*first ? "" : ",");
        *first = 0;
        say(icalproperty_get_xlicerror(p));
    }
    for (icalcomponent *c = icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT); c;
         c = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT))
        faults_of(c, first);
}

static void expand(icalcomponent *calendar, time_t from, time_t to) {
    int first = 1;
    size_t count = (size_t)icalcomponent_count_components(calendar, ICAL_VEVENT_COMPONENT), n = 0;
    icalcomponent **events = calloc(count + 1, sizeof *events);
    time_t *changed = calloc(count + 1, sizeof *changed);
    for (icalcomponent *c = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); c && n < count;
         c = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
        events[n++] = c;
    for (size_t i = 0; i < n; i++) {
        icalcomponent *event = events[i];
        const char *uid = icalcomponent_get_uid(event);
        struct icaltimetype start = icalcomponent_get_dtstart(event);
        struct series series = {uid, form_of(start), status_of(event), changed, 0, from, to, &first};
        if (!icaltime_is_null_time(instance_of(event))) {
            struct icaltimetype end = icalcomponent_get_dtend(event);
            time_t at = seconds_of(start);
            if (at >= from && at < to)
                say_occurrence(&first, uid, at, icaltime_is_null_time(end) ? at : seconds_of(end), series.form, series.status);
            continue;
        }
        /* Most calendars write changed occurrences right after their series; look no further than that. */
        for (size_t j = i + 1; j < n && uid && icalcomponent_get_uid(events[j]) && !strcmp(icalcomponent_get_uid(events[j]), uid); j++) {
            struct icaltimetype id = instance_of(events[j]);
            if (!icaltime_is_null_time(id)) changed[series.count++] = seconds_of(id);
        }
        struct icaltimetype low = icaltime_from_timet_with_zone(from - 86400, 0, icaltimezone_get_utc_timezone());
        struct icaltimetype high = icaltime_from_timet_with_zone(to + 86400, 0, icaltimezone_get_utc_timezone());
        icalcomponent_foreach_recurrence(event, low, high, span, &series);
    }
    free(events);
    free(changed);
}

static char *slurp(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *text = malloc((size_t)size + 1);
    size_t got = fread(text, 1, (size_t)size, file);
    text[got] = 0;
    fclose(file);
    return text;
}

static void offsets(char *words) {
    char *path = strtok(words, " \n"), *text = path ? slurp(path) : NULL;
    icalcomponent *calendar = text ? icalparser_parse_string(text) : NULL;
    icalcomponent *found = calendar ? icalcomponent_get_first_component(calendar, ICAL_VTIMEZONE_COMPONENT) : NULL;
    icaltimezone *zone = icaltimezone_new();
    int known = found && icaltimezone_set_component(zone, icalcomponent_new_clone(found)), first = 1;
    printf("{\"file\":");
    say(path);
    printf(",\"offsets\":[");
    for (char *word = strtok(NULL, " \n"); known && word; word = strtok(NULL, " \n")) {
        struct icaltimetype at = icaltime_from_timet_with_zone((time_t)atoll(word), 0, icaltimezone_get_utc_timezone());
        printf(first ? "%d" : ",%d", icaltimezone_get_utc_offset_of_utc_time(zone, &at, NULL));
        first = 0;
    }
    printf("]}\n");
    icaltimezone_free(zone, 1);
    if (calendar) icalcomponent_free(calendar);
    free(text);
}

int main(void) {
    static char line[1 << 16], path[4000];
    long long from, to;
    icalerror_set_errors_are_fatal(0);
    while (fgets(line, sizeof line, stdin)) {
        if (!strncmp(line, "zone ", 5)) {
            offsets(line + 5);
            continue;
        }
        if (sscanf(line, "%lld %lld %3999[^\n]", &from, &to, path) != 3) return 1;
        char *text = slurp(path);
        icalcomponent *calendar = text ? icalparser_parse_string(text) : NULL;
        printf("{\"file\":");
        say(path);
        printf(",\"faults\":[");
        int first = 1;
        if (!calendar || icalcomponent_isa(calendar) != ICAL_VCALENDAR_COMPONENT) {
            say("libical finds no calendar");
            printf("],\"events\":[],\"occurrences\":[]}\n");
            free(text);
            continue;
        }
        faults_of(calendar, &first);
        if (!icalrestriction_check(calendar)) { /* notes what is missing as X-LIC-ERROR */
            int again = first;
            faults_of(calendar, &again);
            if (again) say("libical: a property that must be there is missing, or stands too often");
        }
        printf("],\"events\":[");
        first = 1;
        for (icalcomponent *c = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); c;
             c = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
            printf(first ? "[" : ",[");
            first = 0;
            say(icalcomponent_get_uid(c));
            putchar(',');
            say(icalcomponent_get_summary(c));
            putchar(',');
            say(icalcomponent_get_description(c));
            putchar(',');
            say(icalcomponent_get_location(c));
            putchar(']');
        }
        printf("],\"occurrences\":[");
        expand(calendar, (time_t)from, (time_t)to);
        printf("]}\n");
        icalcomponent_free(calendar);
        free(text);
    }
    return 0;
}
