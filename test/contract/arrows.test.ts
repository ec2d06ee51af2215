import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { repository } from '../project/folder.js';

/** What each room may import of the others: design.md's arrows, followed to their ends. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  adapters: [],
  analysis: ['adapters'],
  edits: ['adapters', 'analysis'],
  rules: ['adapters', 'analysis', 'edits'],
  // The text tests that decide what a candidate is are the analysis' own.
  project: ['adapters', 'analysis'],
  codemods: ['adapters', 'analysis', 'edits', 'project'],
  'plugin.ts': ['rules'],
  cli: ['adapters', 'analysis', 'edits', 'rules', 'plugin.ts', 'project', 'codemods'],
  queue: [],
};

/** Where a package may be imported. */
const packages: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^typescript$/u, ['analysis', 'edits', 'rules', 'project', 'codemods', 'cli']],
  [/^ts-morph$/u, ['project', 'codemods/kit']],
  [/^@ts-morph\//u, []],
  [/^(?:eslint|@eslint\/.*|@typescript-eslint\/.*|typescript-eslint)$/u, ['rules/kit', 'cli']],
  [/^diff$/u, ['cli']],
  [/^semver$/u, ['analysis', 'project', 'cli']],
];

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const source = path.join(repository, 'src');

function importsOfSource(): Import[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const text = readFileSync(path.join(source, name), 'utf8');
      const file = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true);
      const found: Import[] = [];
      const visit = (node: ts.Node): void => {
        if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
          const specifier = (node.moduleSpecifier as ts.StringLiteral).text;
          const typeOnly = ts.isExportDeclaration(node)
            ? node.isTypeOnly
            : node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
          found.push({ file: name, specifier, typeOnly });
        } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
          const [argument] = node.arguments;
          if (argument && ts.isStringLiteral(argument)) {
            found.push({ file: name, specifier: argument.text, typeOnly: false });
          }
        } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
          found.push({
            file: name,
            specifier: (node.argument.literal as ts.StringLiteral).text,
            typeOnly: true,
          });
        }
        ts.forEachChild(node, visit);
      };
      visit(file);
      return found;
    });
}

const roomOf = (file: string): string => file.split('/')[0] ?? '';

describe('arrows', () => {
  const all = importsOfSource();
  const between = all
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map((entry) => ({ ...entry, target: path.posix.join(path.posix.dirname(entry.file), entry.specifier) }));

  it('reads every import', () => {
    expect(all.length).toBeGreaterThan(100);
    expect(between.every(({ specifier }) => /\.(?:js|json)$/u.test(specifier))).toBe(true);
  });

  it('lets a room import what design.md allows, and nothing outside src', () => {
    const wrong = between.filter(({ file, target }) => {
      const from = roomOf(file);
      const to = roomOf(target.replace(/\.js$/u, '.ts'));
      return from !== to && arrows[from]?.includes(to) !== true;
    });
    expect(wrong.map(({ file, specifier }) => `${file} -> ${specifier}`)).toEqual([]);
  });

  it('knows every room', () => {
    for (const { file } of all) expect(arrows).toHaveProperty([roomOf(file)]);
  });

  it('keeps packages in their rooms', () => {
    const wrong = all.filter(({ file, specifier }) => {
      const rule = packages.find(([pattern]) => pattern.test(specifier));
      return rule !== undefined && !rule[1].some((room) => file.startsWith(`${room}/`));
    });
    expect(wrong.map(({ file, specifier }) => `${file} -> ${specifier}`)).toEqual([]);
  });

  it('takes the compiler as a parameter', () => {
    const values = all.filter(({ specifier, typeOnly }) => specifier === 'typescript' && !typeOnly);
    expect(values.map(({ file }) => file)).toEqual([]);
  });

  it('imports only declared dependencies', () => {
    const manifest = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as {
      dependencies: object;
      peerDependencies: object;
    };
    const declared = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
    const missing = all.filter(({ file, specifier, typeOnly }) => {
      if (specifier.startsWith('.') || specifier.startsWith('node:') || typeOnly) return false;
      const name = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
      // The queue's engines and stores are handed in by those who use them.
      return !declared.has(name) && roomOf(file) !== 'queue';
    });
    expect(missing.map(({ file, specifier }) => `${file} -> ${specifier}`)).toEqual([]);
  });
});
