/** The installed queue libraries, and programs that hold their real declarations. */
import semver from 'semver';
import ts from 'typescript';
import type { QueueAdapter } from '../../src/adapters/queues/shape.js';
import { describedPackage, linkedPackageOf, packageOf } from '../../src/analysis/program/packages.js';
import { createTestProgram } from '../program.js';

/** Modules that are imported together: one version of a library. An alias (`bullmq6`) is another version of a package. */
export type Installation = readonly string[];

/** What is installed of each library, by its adapter's id. */
export const installed: Readonly<Record<string, readonly Installation[]>> = {
  bullmq: [['bullmq'], ['bullmq6']],
  bull: [['bull']],
  'bee-queue': [['bee-queue'], ['bee-queue1']],
  'nestjs-bullmq': [['@nestjs/bullmq']],
  'nestjs-bull': [['@nestjs/bull']],
  'pg-boss': [['pg-boss'], ['pg-boss11'], ['pg-boss10'], ['pg-boss9']],
  'graphile-worker': [['graphile-worker'], ['graphile-worker016']],
  agenda: [['agenda'], ['agenda5'], ['agenda4']],
  'celery-node': [['celery-node']],
  'aws-sqs': [['@aws-sdk/client-sqs', 'aws-lambda', 'sqs-consumer', 'sqs-producer']],
  'aws-lambda': [['@aws-sdk/client-lambda', 'aws-lambda']],
  inngest: [['inngest'], ['inngest3']],
  'trigger.dev': [['@trigger.dev/sdk'], ['trigger3/v3']],
  temporal: [['@temporalio/client', '@temporalio/workflow', '@temporalio/common', '@temporalio/activity']],
  sidequest: [['sidequest']],
  'cloud-tasks': [['@google-cloud/tasks']],
  'cloudflare-queues': [['@cloudflare/workers-types']],
  'vercel-queue': [['@vercel/queue']],
  'workflow-sdk': [['@workflow/core', '@workflow/core/runtime', '@workflow/errors']],
  faktory: [['faktory-worker']],
  'node-resque': [['node-resque']],
  'rlanz-bull-queue': [['@rlanz/bull-queue', '@rlanz/bull-queue/services/main']],
  'adonisjs-queue': [
    ['@boringnode/queue', '@adonisjs/queue', '@rlanz/bull-queue', '@rlanz/bull-queue/services/main'],
  ],
  liteque: [['liteque']],
  bunqueue: [['bunqueue/client']],
  quirrel: [['quirrel/client', 'quirrel/next', 'quirrel/next-app', 'quirrel/express']],
  'payload-jobs': [['payload']],
  dbos: [['@dbos-inc/dbos-sdk'], ['dbos3']],
  hatchet: [['@hatchet-dev/typescript-sdk']],
  convex: [['convex/server']],
  amqplib: [['amqplib', 'amqplib/callback_api']],
  rascal: [['rascal']],
  kafkajs: [['kafkajs']],
  'p-queue': [['p-queue']],
  fastq: [['fastq']],
  'socket.io': [['socket.io', 'socket.io-client']],
  'redis-pubsub': [['ioredis', 'redis']],
  'reference-queue': [['eslint-plugin-task-queue/queue']],
};

/** Real declarations of one version of a library. */
export interface Library {
  readonly checker: ts.TypeChecker;
  /** Installed versions by package; `*` for types that are published apart. */
  readonly versions: ReadonlyMap<string, string>;
  /** Everything the adapter's packages declare under a name. */
  readonly named: ReadonlyMap<string, readonly ts.Declaration[]>;
}

const programs = new Map<string, ts.Program>();

function programOf(installation: Installation): ts.Program {
  const text = installation
    .map((specifier, index) => `import * as library${String(index)} from '${specifier}';`)
    .join('\n');
  let program = programs.get(text);
  if (!program) programs.set(text, (program = createTestProgram({ 'main.ts': text })));
  return program;
}

/** @returns imports that find nothing. */
export function unresolved(installation: Installation): readonly string[] {
  const program = programOf(installation);
  return program
    .getSemanticDiagnostics()
    .filter(({ code }) => code === 2307)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** @returns what an installation declares of the packages that an adapter describes. */
export function libraryOf(adapter: QueueAdapter, installation: Installation): Library {
  const program = programOf(installation);
  const versions = new Map<string, string>();
  const named = new Map<string, ts.Declaration[]>();
  for (const source of program.getSourceFiles()) {
    const info = packageOf(source.fileName) ?? linkedPackageOf(source.fileName);
    const name = info && describedPackage(info.name);
    if (!info || name === undefined || !(name in adapter.packages)) continue;
    if (!source.fileName.includes('/node_modules/') && !source.isDeclarationFile) continue;
    versions.set(name, info.name === name ? info.version : '*');
    collect(source, named);
  }
  return { checker: program.getTypeChecker(), versions, named };
}

/** @returns whether an installation is of a version that a range describes, by any of the packages. */
export function describes(packages: Readonly<Record<string, string>>, library: Library): boolean {
  return [...library.versions].some(([name, version]) => inRange(version, packages[name] ?? ''));
}

/** @returns whether an installed version is in a range. */
export function inRange(version: string, range: string): boolean {
  return version === '*' || semver.satisfies(version, range, { includePrerelease: true });
}

/** @returns version of the package that holds a declaration. */
export function versionOf(declaration: ts.Node): string {
  const { fileName } = declaration.getSourceFile();
  const info = packageOf(fileName) ?? linkedPackageOf(fileName);
  return !info || info.name.startsWith('@types/') ? '*' : info.version;
}

/** Name of the class, interface, alias or constant that holds a declaration, as the analysis sees it. */
export function ownerName(declaration: ts.Declaration): string | undefined {
  const holder: ts.Node = ts.isTypeLiteralNode(declaration.parent)
    ? declaration.parent.parent
    : declaration.parent;
  const name = 'name' in holder ? (holder as { name?: ts.Node }).name : undefined;
  return name && ts.isIdentifier(name) ? name.text : undefined;
}

function collect(node: ts.Node, into: Map<string, ts.Declaration[]>): void {
  ts.forEachChild(node, (child) => {
    if (isNamed(child)) {
      const list = into.get(child.name.text) ?? [];
      list.push(child);
      into.set(child.name.text, list);
    }
    collect(child, into);
  });
}

function isNamed(node: ts.Node): node is ts.Declaration & { readonly name: ts.Identifier } {
  const declares =
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isVariableDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isAccessor(node);
  return declares && node.name !== undefined && ts.isIdentifier(node.name);
}
