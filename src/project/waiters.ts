/** Which files may wait for the result of a task, and so which may be held up by it. */
import { queueAdapters } from '../adapters/queues/index.js';
import { callsOneOf, namesOneOf } from '../analysis/program/candidates.js';

/** A loop that does not walk a list. */
const loop = /\b(?:while|for)\s*\((?!\s*(?:const|await)\b)/u;

/** @returns a test of whether a text waits for a task of the libraries which `texts` name: at once, or by asking in a loop. */
export function waitsForTasks(texts: readonly string[]): (text: string) => boolean {
  const present = queueAdapters.filter(({ packages }) => {
    const named = namesOneOf(Object.keys(packages));
    return texts.some((text) => named(text));
  });
  const bound = queueAdapters.filter(({ id }) => present.some(({ binds }) => binds === id));
  const waits = [...present, ...bound].flatMap((adapter) => adapter.waits ?? []);
  const names = (polled: boolean): Set<string> =>
    new Set(
      waits
        .filter((wait) => wait.suspends !== true && (wait.polled === true) === polled)
        .map(({ member }) => member.split('.').at(-1) ?? member),
    );
  const blocks = callsOneOf(names(false));
  const polls = callsOneOf(names(true));
  return (text) => blocks(text) || (loop.test(text) && polls(text));
}
