/** KNOWLEDGE: what makes a Date of the text that a wire made of one, and what checks a payload against a schema. */

/**
 * Exports and members that read the text of a Date in their first argument, by who declares them: `lib` is the language.
 * `new X` stands for a construction, `Owner.member` for a member of a class or interface, `name` for an export.
 */
export const dateReaders: Readonly<Record<string, readonly string[]>> = {
  lib: ['new Date', 'DateConstructor.parse'],
  'date-fns': ['parseISO', 'parseJSON', 'toDate', 'parse'],
  dayjs: ['dayjs', 'utc', 'tz'],
  moment: ['moment', 'utc', 'parseZone', 'parse'],
  'moment-timezone': ['moment', 'utc', 'tz', 'parseZone'],
  luxon: ['DateTime.fromISO', 'DateTime.fromFormat'],
  '@js-joda/core': ['Instant.parse', 'ZonedDateTime.parse', 'OffsetDateTime.parse', 'LocalDateTime.parse'],
  'temporal-polyfill': ['Instant.from', 'InstantConstructor.from'],
  '@js-temporal/polyfill': ['Instant.from'],
};

/** Packages of which every export takes the text of a Date where it takes a Date, from these versions on. */
export const readsDatesAnywhere: Readonly<Record<string, string>> = {
  'date-fns': '>=3',
};

/** Packages whose functions check or parse plain data against a schema. What they return is what the schema says. */
export const schemaPackages: ReadonlySet<string> = new Set([
  'zod',
  'yup',
  'joi',
  'valibot',
  '@sinclair/typebox',
  'typebox',
  'effect',
  '@effect/schema',
  'io-ts',
  'runtypes',
  'superstruct',
  'arktype',
  'class-transformer',
]);

/** Members of a zod schema that let it take another value than it gives: `z.coerce.date()`, `z.string().transform(…)`. */
export const zodConversions: ReadonlySet<string> = new Set([
  'coerce',
  'preprocess',
  'transform',
  'pipe',
  'codec',
  'stringbool',
]);

/** Functions of class-transformer that make instances: the class and the plain value are their first two arguments. */
export const instanceMakers: ReadonlySet<string> = new Set(['plainToInstance', 'plainToClass']);

/** Names of functions that may change the value they are given in its place, or end the task when it is not as declared. */
export const checksInPlace =
  /valid|assert|parse|coerce|convert|transform|revive|hydrate|deseriali[sz]e|decode/iu;
