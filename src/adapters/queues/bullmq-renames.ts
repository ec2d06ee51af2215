/** KNOWLEDGE: members of BullMQ 5 that version 6 has no more, with those that do the same. Source: its deprecation notes in `dist/esm/classes/*.d.ts`. */

/** Oldest version that has the members on the right. */
export const schedulersSince = '>=5.16.0';
/** Oldest version that has the option `deduplication`. */
export const deduplicationSince = '>=5.26.0';

/** Members about repeatable tasks; `removeRepeatable` takes other arguments than its successor. */
export const scheduleMembers: Readonly<Record<string, string>> = {
  getRepeatableJobs: 'getJobSchedulers',
  removeRepeatableByKey: 'removeJobScheduler',
  removeRepeatable: 'removeJobScheduler',
};

/** Members about debounced tasks. */
export const debounceMembers: Readonly<Record<string, string>> = {
  getDebounceJobId: 'getDeduplicationJobId',
  removeDebounceKey: 'removeDeduplicationKey',
  debounceId: 'deduplicationId',
};

/** Parts of `repeat` that the rhythm of a scheduler takes as they are. */
export const rhythmOptions: readonly string[] = [
  'pattern',
  'every',
  'limit',
  'startDate',
  'endDate',
  'tz',
  'immediately',
  'offset',
  'utc',
];

/** Options that the template of a scheduler does not take. */
export const notInTemplate: readonly string[] = ['delay', 'deduplication', 'debounce'];
