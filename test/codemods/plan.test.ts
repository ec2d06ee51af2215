import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type ts from 'typescript';
import { describe, expect, it } from 'vitest';
import {
  createCodemod,
  type CodemodContext,
  type CodemodDefinition,
} from '../../src/codemods/kit/codemod.js';
import { applyEdits, merge, toGroup } from '../../src/codemods/kit/merge.js';
import { writeAll } from '../../src/codemods/kit/write.js';
import type { Rewrite, TextEdit } from '../../src/edits/edit.js';
import { folder, serverConfig } from '../project/folder.js';
import { planFolder, textsOf } from './kit.js';

const edit = (start: number, end: number, text: string, file = 'a.ts'): TextEdit => ({
  file,
  start,
  end,
  text,
});
const group = (...edits: TextEdit[]): ReturnType<typeof toGroup> => toGroup(edits, () => 'abcdefghij');

describe('merge', () => {
  it('makes identical edits once and postpones what overlaps, whole', () => {
    const first = group(edit(0, 2, 'x'), edit(4, 4, 'import'));
    const second = group(edit(4, 4, 'import'), edit(6, 7, 'y'));
    const third = group(edit(1, 3, 'z'), edit(8, 9, 'w'));
    const sameSpot = group(edit(4, 4, 'other'));
    expect(merge([first, second, third, sameSpot])).toEqual({
      accepted: [first, second],
      postponed: [third, sameSpot],
    });
  });

  it('applies edits in order and keeps every other byte', () => {
    expect(applyEdits('abcdef', [edit(0, 0, '>'), edit(1, 3, ''), edit(6, 6, '<')])).toBe('>adef<');
  });
});

const queueFile = `import { Queue } from 'bullmq';
export const mails = new Queue<{ id: number }>('mails');
export const send = (id: number) => mails.add('a', { id });
`;

/** A codemod from a function that looks at one file's text. */
function byText(rewrites: (file: ts.SourceFile, context: CodemodContext) => Rewrite[]): CodemodDefinition {
  return createCodemod({
    id: 'stub',
    practice: '',
    description: '',
    reasons: {},
    *run(context) {
      for (const file of context.files) for (const rewrite of rewrites(file, context)) yield { rewrite };
    },
  });
}

function replace(file: ts.SourceFile, from: string, to: string): TextEdit[] {
  const start = file.text.indexOf(from);
  return start < 0 ? [] : [{ file: file.fileName, start, end: start + from.length, text: to }];
}

function project(files: Readonly<Record<string, string>>): string {
  return folder({ 'tsconfig.json': serverConfig, 'src/queue.ts': queueFile, ...files });
}

describe('plan', () => {
  it('runs until nothing new is proposed, and writes nothing', () => {
    const root = project({});
    const grow = byText((file) => [replace(file, "'a'", "'b'"), replace(file, "'b'", "'c'")]);
    const before = textsOf(root);
    const { changes, skipped } = planFolder(grow, root);
    expect(changes).toEqual([
      { file: `${root}/src/queue.ts`, before: queueFile, after: queueFile.replace("'a'", "'c'") },
    ]);
    expect(skipped).toEqual([]);
    expect(textsOf(root)).toEqual(before);
  });

  it('leaves out what would not compile, also in importers, and keeps the neighbours', () => {
    const root = project({
      'src/use.ts':
        "import { send } from './queue.js';\nimport { mails } from './queue.js';\nvoid send(1);\nvoid mails.add('u', { id: 1 });\n",
    });
    const codemod = byText((file) => [
      replace(file, '(id: number)', '(id: number, by: string)'),
      replace(file, "add('a'", "add('b'"),
    ]);
    const { changes, skipped } = planFolder(codemod, root);
    expect(changes.map(({ after }) => after)).toEqual([queueFile.replace("'a'", "'b'")]);
    expect(skipped).toEqual([
      {
        file: `${root}/src/queue.ts`,
        line: 3,
        reason: 'would-not-compile',
        message: expect.stringMatching(/use\.ts:3:\d+ Expected 2 arguments, but got 1/u) as string,
      },
    ]);
  });

  it('checks importers that have nothing to do with queues, behind a barrel too', () => {
    const root = project({
      'src/payload.ts': 'export interface Payload { id: number }\n',
      'src/index.ts': "export * from './payload.js';\n",
      'src/form.ts': "import type { Payload } from './index.js';\nexport const empty: Payload = { id: 0 };\n",
      'src/use.ts':
        "import { mails } from './queue.js';\nimport type { Payload } from './payload.js';\nexport const f = (p: Payload) => mails.add('u', p);\n",
    });
    const codemod = byText((file) => [
      replace(file, 'Payload { id: number }', 'Payload { id: number; by: string }'),
    ]);
    const { changes, skipped } = planFolder(codemod, root);
    expect(changes).toEqual([]);
    expect(skipped).toMatchObject([
      { reason: 'would-not-compile', message: expect.stringMatching(/form\.ts:2/u) as string },
    ]);
  });

  it('refuses to lose a comment, but lets it move', () => {
    const text = queueFile.replace("'a', ", "'a', /* why */ ");
    const root = project({ 'src/queue.ts': text });
    const drop = byText((file) => [replace(file, "('a', /* why */ { id })", "('b', { id })")]);
    expect(planFolder(drop, root)).toMatchObject({
      changes: [],
      skipped: [{ line: 3, reason: 'would-lose-comment' }],
    });
    const move = byText((file) => [replace(file, "('a', /* why */ { id })", "('b', { id } /* why */)")]);
    expect(planFolder(move, root).changes).toHaveLength(1);
  });

  it('makes new files together with the rest', () => {
    const root = project({});
    const codemod = byText((file) => {
      const edits = replace(file, "'a'", 'name');
      if (edits.length === 0) return [];
      const directory = path.dirname(file.fileName);
      return [
        [
          ...edits,
          { file: file.fileName, start: 0, end: 0, text: "import { name } from './name.js';\n" },
          { file: `${directory}/name.ts`, start: 0, end: 0, text: "export const name = 'a';\n" },
        ],
      ];
    });
    const { changes, skipped } = planFolder(codemod, root);
    expect(skipped).toEqual([]);
    expect(changes.map(({ file, before }) => [path.basename(file), before === undefined])).toEqual([
      ['name.ts', true],
      ['queue.ts', false],
    ]);
  });

  it('refuses what reaches outside of the given paths or of the program', () => {
    const root = project({ 'src/use.ts': "import { send } from './queue.js';\nvoid send(1);\n" });
    const codemod = byText((file) => {
      const there = file.fileName.replace('use.ts', 'queue.ts');
      const edits = replace(file, 'send(1)', 'send(2)');
      return edits.length > 0 ? [[...edits, { file: there, start: 0, end: 0, text: '\n' }]] : [];
    });
    expect(planFolder(codemod, root, ['src/use.ts'])).toMatchObject({
      changes: [],
      skipped: [{ reason: 'outside-paths' }],
    });
    const types = `${root}/node_modules/bullmq/index.d.ts`;
    const foreign = byText((file) =>
      file.fileName.endsWith('use.ts') ? [] : [[{ file: types, start: 0, end: 0, text: file.text }]],
    );
    expect(planFolder(foreign, root).skipped).toMatchObject([{ reason: 'not-yours' }]);
  });

  it('stops a rewrite that never ends', () => {
    const root = project({});
    const codemod = byText((file) => [[{ file: file.fileName, start: 0, end: 0, text: '\n' }]]);
    expect(planFolder(codemod, root).skipped).toMatchObject([{ reason: 'no-fixed-point' }]);
  });

  it('keeps CRLF, a byte order mark and a shebang', () => {
    const text = `\uFEFF#!/usr/bin/env node\r\n${queueFile.replaceAll('\n', '\r\n')}`;
    const root = project({ 'src/queue.ts': text });
    const codemod = byText((file) => [replace(file, "'a'", "'b'")]);
    const { changes } = planFolder(codemod, root);
    writeAll(changes);
    expect(readFileSync(`${root}/src/queue.ts`, 'utf8')).toBe(text.replace("'a'", "'b'"));
  });
});

describe('writeAll', () => {
  const change = (file: string, before: string | undefined, after: string) => ({ file, before, after });

  it('writes all or nothing', () => {
    const root = folder({ 'a.ts': 'a', 'b.ts': 'b', 'c.ts': 'c' });
    chmodSync(`${root}/b.ts`, 0o444);
    const changes = ['a', 'b', 'c'].map((name) => change(`${root}/${name}.ts`, name, 'new'));
    expect(() => {
      writeAll([...changes, change(`${root}/deep/new.ts`, undefined, 'new')]);
    }).toThrow(/b\.ts is read-only, so nothing was changed; run `chmod u\+w/u);
    expect(textsOf(root)).toEqual({ 'a.ts': 'a', 'b.ts': 'b', 'c.ts': 'c' });
    chmodSync(`${root}/b.ts`, 0o755);
    writeAll([...changes, change(`${root}/deep/new.ts`, undefined, 'new')]);
    expect(textsOf(root)).toEqual({ 'a.ts': 'new', 'b.ts': 'new', 'c.ts': 'new', 'deep/new.ts': 'new' });
  });

  it('does not overwrite what changed meanwhile', () => {
    const root = folder({ 'a.ts': 'a' });
    writeFileSync(`${root}/a.ts`, 'edited');
    expect(() => {
      writeAll([change(`${root}/a.ts`, 'a', 'new')]);
    }).toThrow(/changed while the codemod ran/u);
  });
});
