/** Whether a name says that its value is a secret. Words, never parts of words: `secretary` and `tokenizer` are none. */
import {
  environmentPhrases,
  harmlessCards,
  hidingWords,
  harmlessWords,
  hashWords,
  publicPrefixes,
  secretWords,
  tailWords,
  type SecretKind,
} from '../../adapters/secrets.js';

/** What a name says its value is. */
export interface SecretName {
  readonly kind: SecretKind;
  /** For messages, with its article. */
  readonly title: string;
  /** The name is in the plural: a list of them. */
  readonly many: boolean;
}

/** What a project adds to the known names, and takes from them. */
export interface NameChoice {
  /** Names that are secret here: `licenseKey`. */
  readonly words?: readonly string[];
  /** Names of properties that are harmless here. */
  readonly allow?: readonly string[];
  /** One-time secrets count too. */
  readonly oneTime?: boolean;
}

interface Phrase {
  readonly words: readonly string[];
  readonly kind: SecretKind;
  readonly title: string;
}

const known: readonly Phrase[] = secretWords
  .flatMap(({ kind, title, phrases }) => phrases.map((text) => ({ words: text.split(' '), kind, title })))
  .sort((a, b) => b.words.length - a.words.length);
const harmless: ReadonlySet<string> = new Set(harmlessWords);
const tails: ReadonlySet<string> = new Set(tailWords);
const hashes: ReadonlySet<string> = new Set(hashWords);

/** @returns the words of a name in camel, snake, kebab or any other case, in lower case: `smtpPASSWORD_2` is smtp, password, 2. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** @returns what kind of secret a property or variable of this name holds, if any. */
export function secretName(name: string, choice: NameChoice = {}): SecretName | undefined {
  const written = wordsOf(name);
  const isIt = (other: string): boolean => wordsOf(other).join(' ') === written.join(' ');
  if (choice.allow?.some(isIt) === true) return undefined;
  if (choice.words?.some(isIt) === true) return { kind: 'secret', title: 'a secret', many: false };
  const found = match(written, known);
  return found?.kind === 'one-time' && choice.oneTime !== true ? undefined : found;
}

/** @returns what kind of secret an environment variable or configuration value of this name holds. */
export function secretVariable(name: string, choice: NameChoice = {}): SecretName | undefined {
  if (publicPrefixes.some((prefix) => name.startsWith(prefix))) return undefined;
  const own = secretName(name, choice);
  if (own) return own;
  const words = wordsOf(name);
  if (words.some((word) => harmless.has(word)) || choice.allow?.includes(name) === true) return undefined;
  const found = environmentPhrases.some((phrase) => endsWith(words, phrase.split(' ')));
  return found ? { kind: 'secret', title: 'a secret', many: false } : undefined;
}

/** @returns whether a name says that its value is encrypted, masked or a hash, whatever it is made of. */
export function isUnreadable(name: string): boolean {
  return wordsOf(name).some((word) => hidingWords.includes(word) || hashes.has(word));
}

function match(written: readonly string[], phrases: readonly Phrase[]): SecretName | undefined {
  const words = [...written];
  let hash = false;
  while (words.length > 1 && isTail(words.at(-1) ?? '')) {
    hash ||= hashes.has(words.at(-1) ?? '');
    words.pop();
  }
  hash ||= words.some((word) => hashes.has(word));
  // `cvv2`, `password2`
  const last = (words.pop() ?? '').replace(/(?<=^\p{L}+)\d{1,2}$/u, '');
  words.push(last);
  const single = [...words.slice(0, -1), singular(last)];
  for (const { words: phrase, kind, title } of phrases) {
    if (!endsWith(words, phrase) && !endsWith(single, phrase)) continue;
    const before = words.slice(0, -phrase.length);
    if (before.some((word) => harmless.has(word))) return undefined;
    if (kind === 'card' && before.some((word) => harmlessCards.includes(word))) return undefined;
    const many = singular(last) !== last;
    if (!hash) return { kind, title, many };
    return kind === 'password' ? { kind, title: 'the hash of a password', many } : undefined;
  }
  return undefined;
}

/** `password2` and `passwordHash` end in more than the phrase. */
function isTail(word: string): boolean {
  return tails.has(word) || hashes.has(word) || /^\d$/u.test(word);
}

function singular(word: string): string {
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function endsWith(words: readonly string[], phrase: readonly string[]): boolean {
  return (
    phrase.length <= words.length &&
    phrase.every((word, i) => words[words.length - phrase.length + i] === word)
  );
}
