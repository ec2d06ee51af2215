/** Which files may listen to, or close, what a queue library makes: the rules about emitters speak only when none does. */
import { emitterPackages, nestShutdown } from '../adapters/queues/emitters/nestjs.js';
import { queueAdapters } from '../adapters/queues/index.js';
import { callsOneOf, namesOneOf } from '../analysis/program/candidates.js';

const LISTENING = ['on', 'once', 'addListener', 'prependListener', 'prependOnceListener'];

/** By library: how its package is named, and how an emitter that some rule judges is made of it or extends it. */
const libraries = queueAdapters.flatMap(({ packages, emitters = [] }) => {
  // They run tasks, or end the process when nobody hears their errors.
  const judged = emitters.filter(({ worker, unheard }) => worker === true || unheard === 'exits');
  if (judged.length === 0) return [];
  const owners = judged.map(({ owner }) => owner);
  const made = judged.flatMap((facts) => (facts.made ?? []).map((name) => name.split('.').at(-1) ?? name));
  return [
    {
      named: namesOneOf(Object.keys(packages)),
      makes: callsOneOf([...owners, ...made]),
      // The import may give the class another name.
      extendsOne: /\bextends\b|\bimport\s+[\w$]+|\bas\s+[\w$]+/u,
      close: judged.flatMap(({ close }) => close),
    },
  ];
});
const namesNest = namesOneOf(emitterPackages);

/** @returns whether a text makes an emitter that some rule judges. */
export function makesEmitter(text: string): boolean {
  if (namesNest(text)) return true;
  return libraries.some(
    ({ named, makes, extendsOne }) => named(text) && (makes(text) || extendsOne.test(text)),
  );
}

/** @returns whether a text names a library of such emitters. */
export function namesEmitters(text: string): boolean {
  return namesNest(text) || libraries.some(({ named }) => named(text));
}

/**
 * @returns a test of whether a text may listen to an emitter of the libraries which `texts` name, close it, or decide how
 * its application ends
 */
export function usesEmitters(texts: readonly string[]): (text: string) => boolean {
  const present = libraries.filter(({ named }) => texts.some((text) => named(text)));
  const isNest = texts.some((text) => namesNest(text));
  // Nest closes by these names what its own packages make of the libraries.
  const closing = (isNest ? libraries : present).flatMap(({ close }) => close);
  const ending = isNest ? [...nestShutdown.makers, ...nestShutdown.closers] : [];
  return callsOneOf([...LISTENING, ...closing, ...ending]);
}
