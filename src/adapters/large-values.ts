/**
 * KNOWLEDGE: what hands a program something as large as its sender likes: a file, a body, a stream, every row of a table.
 * Facts: the declarations of each package, read in the versions that `fixtures/libraries/http` installs.
 */

/** What a large value is. */
export type LargeKind =
  | 'file'
  | 'upload'
  | 'request'
  | 'response'
  | 'stream'
  /** Bytes whose maker is not known. */
  | 'bytes';

/** Members and exports that give a large value. */
export interface LargeSource {
  readonly kind: LargeKind;
  /** `lib` for the language and the DOM, `node:fs` for a module of Node, else an npm package. */
  readonly homes: readonly string[];
  /** Classes, interfaces or type aliases that declare the members; absent for exports. */
  readonly owners?: readonly string[];
  readonly members: readonly string[];
  /** Whether the member is called or read. */
  readonly by: 'call' | 'read';
}

const bodies = ['json', 'text', 'arrayBuffer', 'blob', 'bytes', 'formData', 'buffer'];

/** Where large values come from. A body that is read from a `Request` is that request's. */
export const largeSources: readonly LargeSource[] = [
  { kind: 'file', homes: ['node:fs'], members: ['readFileSync'], by: 'call' },
  { kind: 'file', homes: ['node:fs/promises'], members: ['readFile'], by: 'call' },
  {
    kind: 'file',
    homes: ['node:fs/promises', 'node:fs'],
    owners: ['FileHandle'],
    members: ['readFile'],
    by: 'call',
  },
  {
    kind: 'stream',
    homes: ['node:stream/consumers'],
    members: ['text', 'json', 'buffer', 'arrayBuffer', 'blob', 'bytes'],
    by: 'call',
  },
  {
    kind: 'upload',
    homes: ['lib', 'node:buffer', 'undici-types', 'undici'],
    owners: ['Blob', 'File'],
    members: ['arrayBuffer', 'text', 'bytes'],
    by: 'call',
  },
  { kind: 'upload', homes: ['multer'], owners: ['File'], members: ['buffer'], by: 'read' },
  {
    kind: 'upload',
    homes: ['@fastify/multipart'],
    owners: ['MultipartFile'],
    members: ['toBuffer'],
    by: 'call',
  },
  {
    kind: 'request',
    homes: ['express-serve-static-core', 'express'],
    owners: ['Request'],
    members: ['body'],
    by: 'read',
  },
  { kind: 'request', homes: ['fastify'], owners: ['FastifyRequest'], members: ['body'], by: 'read' },
  { kind: 'request', homes: ['next'], owners: ['NextApiRequest'], members: ['body'], by: 'read' },
  {
    kind: 'request',
    homes: ['@koa/bodyparser', 'koa-bodyparser', 'koa-body'],
    owners: ['Request', 'IncomingMessage'],
    members: ['body', 'rawBody'],
    by: 'read',
  },
  {
    kind: 'request',
    homes: ['hono'],
    owners: ['HonoRequest'],
    members: [...bodies, 'parseBody'],
    by: 'call',
  },
  {
    kind: 'response',
    homes: ['lib', 'undici-types', 'undici', 'node-fetch', '@cloudflare/workers-types'],
    owners: ['Body', 'BodyMixin', 'Response', 'Request', 'BodyReadable'],
    members: bodies,
    by: 'call',
  },
  { kind: 'response', homes: ['axios'], owners: ['AxiosResponse'], members: ['data'], by: 'read' },
  {
    kind: 'response',
    homes: ['got'],
    owners: ['RequestPromise', 'CancelableRequest'],
    members: ['json', 'text', 'buffer'],
    by: 'call',
  },
  {
    kind: 'response',
    homes: ['got'],
    owners: ['Response', 'PlainResponse'],
    members: ['body', 'rawBody'],
    by: 'read',
  },
  { kind: 'response', homes: ['ky'], owners: ['ResponsePromise', 'KyResponse'], members: bodies, by: 'call' },
];

/** Parameter decorators that hand over a whole body; with an argument they hand over a part of it. */
export const largeParameters: Readonly<Record<string, readonly string[]>> = {
  '@nestjs/common': ['Body', 'RawBody'],
};

/** Functions whose result is as large as their argument. */
export const sizeKeepers: readonly string[] = [
  'JSON.stringify',
  'JSON.parse',
  'String',
  'btoa',
  'encodeURIComponent',
  'Buffer.from',
];

/** Members whose result is as large as what they are called on. */
export const sizeKeepingMembers: readonly string[] = ['toString', 'toBase64', 'trim', 'trimEnd', 'trimStart'];

/** Array methods that may keep every element. */
export const rowKeepers: readonly string[] = ['filter', 'sort', 'toSorted', 'reverse', 'toReversed'];

/** Options and members of a read that limit how many rows it finds, in whatever ORM. */
export const rowLimits: readonly string[] = [
  'take',
  'limit',
  'first',
  'perPage',
  'fetch',
  'top',
  'paginate',
  'forPage',
  'page',
];

/** Options and members that choose among the rows. */
export const rowConditions: readonly string[] = [
  'where',
  'andWhere',
  'orWhere',
  'whereIn',
  'findBy',
  'findAndCountBy',
  'findByIds',
  'innerJoin',
];

/** Homes of functions that make short bytes: keys, digests, nonces. */
export const shortByteHomes: readonly string[] = [
  'node:crypto',
  'bcrypt',
  'bcryptjs',
  'argon2',
  'jose',
  'tweetnacl',
  'bson',
  'mongodb',
  'uuid',
];

/** Words of a name whose bytes are few. */
export const shortByteWords: readonly string[] = [
  'id',
  'ids',
  'uuid',
  'hash',
  'digest',
  'checksum',
  'hmac',
  'mac',
  'sign',
  'signature',
  'nonce',
  'iv',
  'salt',
  'key',
  'token',
  'secret',
  'cursor',
  'tag',
  'random',
  'encrypt',
  'encrypted',
  'cipher',
  'derive',
  'auth',
  'credentials',
  'header',
  'address',
  'state',
  'etag',
];

/** In the source of a program: uploads of multer go to a disk or a service, and a file has no bytes of its own. */
export const uploadStores = /\bdiskStorage\b|\bmulter-\w|\b(?:dest|storage)\s*:/u;
