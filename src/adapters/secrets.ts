/**
 * KNOWLEDGE: which names say that a value is a secret. A name is read as words (`smtpPassword` is smtp, password); a phrase
 * counts where it ends the name, so that `passwordChangedAt`, `tokenCount` and `secretId` are what they are. Left out on
 * purpose, since the word alone is more often something else: `token` (of a push service, a page, a language model, a coin),
 * `key` (of a cache, an object store, a row), `pin` (on a map, of a post, a postcode), `pwd` (a directory), `pass` (a ticket),
 * `pan`, `code`, `salt` (worth nothing without its hash), `session`, `signature`.
 */

/** What a secret is, for messages and for what makes it harmless. */
export type SecretKind = 'password' | 'secret' | 'key' | 'token' | 'card' | 'one-time';

/** Names of one kind. */
export interface SecretWords {
  readonly kind: SecretKind;
  /** For messages, with its article. */
  readonly title: string;
  /** Phrases of words that end a name; the longest phrase that fits decides. */
  readonly phrases: readonly string[];
}

/** Names that say secret, with the reason beside what could be doubted. */
export const secretWords: readonly SecretWords[] = [
  {
    kind: 'password',
    title: 'a password',
    phrases: [
      'password',
      'passwd',
      'passphrase',
      'pass phrase',
      // Alone, `pass` and `pwd` are other things.
      ...['smtp', 'mail', 'email', 'db', 'database', 'auth', 'user', 'ftp', 'admin', 'redis'].flatMap(
        (owner) => [`${owner} pass`, `${owner} pwd`],
      ),
    ],
  },
  {
    kind: 'secret',
    title: 'a secret',
    phrases: [
      'secret',
      // Like passwords: whoever reads them is in.
      'recovery code',
      'backup code',
      'seed phrase',
      'recovery phrase',
      'mnemonic phrase',
      // Their parts are found by their own names where they are an object.
      'credentials',
      // Values of environment variables that hold a password.
      'connection string',
    ],
  },
  {
    kind: 'key',
    title: 'a secret key',
    phrases: [
      'api key',
      'apikey',
      'secret key',
      'private key',
      'encryption key',
      'decryption key',
      'signing key',
      'master key',
      'service role key',
      'secret access key',
      'private pem',
    ],
  },
  {
    kind: 'token',
    title: 'a token that lets its holder in',
    phrases: [
      'access token',
      'refresh token',
      'auth token',
      'oauth token',
      'oauth2 token',
      'authentication token',
      'authorization token',
      'bearer token',
      'session token',
      'api token',
      'bot token',
      'personal token',
      'service token',
      'github token',
      'gitlab token',
      'slack token',
      'npm token',
      'jwt',
      'jwt token',
      'session cookie',
    ],
  },
  {
    kind: 'card',
    title: 'data of a person or card that must not be stored',
    phrases: [
      'card number',
      'credit card',
      'cc number',
      'cvv',
      'cvc',
      'card pin',
      'ssn',
      'social security number',
    ],
  },
  {
    // The mail or message needs them, and they end soon: only told where the option asks for it.
    kind: 'one-time',
    title: 'a one-time secret',
    phrases: [
      'otp',
      'otp code',
      'totp',
      'one time password',
      'one time code',
      'verification code',
      'login code',
      'mfa code',
      'two factor code',
      'reset token',
      'reset password token',
      'password token',
      'verification token',
      'verify token',
      'confirmation token',
      'activation token',
      'invite token',
      'invitation token',
      'login token',
      'magic token',
      'csrf token',
      'id token',
      'magic link',
      'reset link',
      'reset url',
    ],
  },
];

/** Words that may stand behind a phrase without making it another thing: `passwordConfirmation`, `privateKeyPem`. */
export const tailWords: readonly string[] = [
  'value',
  'text',
  'string',
  'raw',
  'plain',
  'plaintext',
  'clear',
  'pem',
  'base64',
  'hex',
  'confirm',
  'confirmation',
  'repeat',
  'again',
];

/** Endings that make a password its hash: it can be guessed at leisure. Of anything longer a hash gives nothing away. */
export const hashWords: readonly string[] = ['hash', 'hashed', 'digest'];

/** Words anywhere in a name after which it is no secret, or not about one. */
export const harmlessWords: readonly string[] = [
  // Made unreadable.
  'encrypted',
  'ciphertext',
  'cipher',
  'sealed',
  'masked',
  'redacted',
  'obfuscated',
  'hidden',
  'last4',
  // Meant to be seen.
  'public',
  'publishable',
  // Not one: a question, a wish, a rule, a placeholder.
  'has',
  'is',
  'needs',
  'requires',
  'require',
  'use',
  'uses',
  'with',
  'without',
  'no',
  'skip',
  'forgot',
  'forgotten',
  'reset',
  'change',
  'changed',
  'set',
  'show',
  'enable',
  'min',
  'max',
  'fake',
  'dummy',
  'example',
];

/** Words before a card's number that say which harmless card it is of. */
export const harmlessCards: readonly string[] = [
  'loyalty',
  'library',
  'membership',
  'member',
  'gift',
  'business',
  'report',
  'id',
  'sim',
  'score',
];

/** Environment variables are made of long-lived values: here a word may stand alone. */
export const environmentPhrases: readonly string[] = [
  'token',
  'pass',
  'database url',
  'redis url',
  'mongo url',
  'mongo uri',
  'mongodb uri',
];

/** Beginnings of variables that build tools put into pages for everybody to read. */
export const publicPrefixes: readonly string[] = [
  'NEXT_PUBLIC_',
  'VITE_',
  'PUBLIC_',
  'NUXT_PUBLIC_',
  'REACT_APP_',
  'EXPO_PUBLIC_',
  'GATSBY_',
];

/** Words of the name of an object that holds the environment or the configuration: `env.GITHUB_TOKEN`. */
export const configurationWords: readonly string[] = [
  'env',
  'environment',
  'config',
  'configuration',
  'settings',
];

/** Members that hand out configuration by a name that is their first argument. */
export const configReaders: readonly {
  readonly home: string;
  readonly owner: string;
  readonly members: readonly string[];
}[] = [{ home: '@nestjs/config', owner: 'ConfigService', members: ['get', 'getOrThrow'] }];

/** Headers of a request that let their holder in. Owner: Node's `http.d.ts`. */
export const secretHeaders: readonly string[] = ['authorization', 'cookie', 'proxy-authorization'];

/** Functions whose result says no more and no less than their argument, or than what they are called on. */
export const encoders: readonly string[] = [
  'String',
  'btoa',
  'encodeURIComponent',
  'encodeURI',
  'JSON.stringify',
  'Buffer.from',
  'toString',
  'trim',
  'toBase64',
];

/** Functions by a word of their name whose result cannot be read back. */
export const hidingWords: readonly string[] = [
  'encrypt',
  'encrypted',
  'seal',
  'mask',
  'masked',
  'redact',
  'redacted',
  'obfuscate',
  'wrap',
];

/** Texts that stand for a secret that is left out: `***`, `[redacted]`. */
export const placeholderText = /^(?:[*x•·.\-_\s]*|[[(<].*[\])>]|redacted|hidden|masked|secret|none|null)$/iu;

/** In the source of a column: it is not read without being asked for, not written out, or kept encrypted. */
export const hiddenColumn =
  /\b(?:select:\s*false|hidden:\s*true|lazy:\s*true|serializeAs:\s*null)|@\w*Encrypt|\bencrypted\w*\(/iu;

/** In the source of a model: it decides itself what of it is read or written out, so that no column is certain. */
export const ownOutput = /\btoJSON\b|\$formatJson\b|\bdefaultScope\b|\b(?:hidden|visible)\s*(?:\(\)|[:=])/u;

/** Beginnings of names of values that anybody may see, or nobody can read: what a property is given elsewhere in the program. */
export const harmlessValues = /public|publishable|encrypt|sealed|mask|redact/u;
