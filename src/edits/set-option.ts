import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import { bare } from '../analysis/program/syntax.js';
import { symbolAt, typeAt } from '../analysis/program/symbols.js';
import { parseLocator } from '../analysis/sites/locate.js';
import type { EnqueueSite, QueueSite } from '../analysis/sites/site.js';
import type { Rewrite } from './edit.js';
import { addArgument, extendObject, replace } from './extend-object.js';
import { below, inStyleOf, nested, under, type PathTexts } from './option-texts.js';
import { refuse } from './refuse.js';
import { setInChain } from './set-in-chain.js';

/** Sets options at an enqueue: extends its options literal, spreads other expressions, adds the argument, or calls setters. */
export function setEnqueueOptions(host: Host, site: EnqueueSite, texts: PathTexts): Rewrite {
  const { call, locator, wrappers } = site;
  if (wrappers.length > 0 || locator.sentBy !== undefined) return outOfReach(call);
  if (locator.chain) return setInChain(host, site, locator.chain, texts);
  if (locator.options === undefined) return outOfReach(call);
  const { argument, each, path, origin } = parseLocator(locator.options);
  const options = under(path, inStyleOf(host, site.file, nested(texts)));
  if (each || (locator.children !== undefined && locator.bulk !== true)) {
    return host.ts.isObjectLiteralExpression(site.node)
      ? extendObject(host, site.node, options)
      : outOfReach(call);
  }
  const holder = origin ? originOf(host, call) : call;
  if (!holder || typeof argument !== 'number') return outOfReach(call);
  const own = holder.arguments[argument];
  if (!own) return addArgument(holder, argument, options) ?? argumentMissing(call);
  // What stands beside the options in one object can only be seen in a literal.
  const literal = host.ts.isObjectLiteralExpression(bare(host.ts, own));
  return path === '' || literal ? extendObject(host, own, options) : outOfReach(call);
}

function outOfReach(node: ts.Node): Rewrite {
  return refuse(
    node,
    'options-out-of-reach',
    'This call takes no options of its own; set them in the function it calls.',
  );
}

function argumentMissing(node: ts.Node): Rewrite {
  return refuse(
    node,
    'options-out-of-reach',
    'An argument before the options is missing; write it, then run again.',
  );
}

/** The call that an enqueue comes from: `start(f)` of `start(f)(x)`, or the factory of a proxy's function. */
function originOf(host: Host, call: ts.CallExpression): ts.CallExpression | undefined {
  const { ts } = host;
  const callee = bare(ts, call.expression);
  if (ts.isCallExpression(callee)) return callee;
  const name = ts.isPropertyAccessExpression(callee) ? bare(ts, callee.expression) : callee;
  const held = symbolAt(host, name)?.valueDeclaration;
  const declaration = held && ts.isBindingElement(held) ? held.parent.parent : held;
  const made =
    declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
      ? bare(ts, declaration.initializer)
      : undefined;
  return made && ts.isCallExpression(made) ? made : undefined;
}

/** Sets default options at the place where a queue is constructed or registered, or where its task is defined. */
export function setQueueDefaults(host: Host, site: QueueSite, texts: PathTexts): Rewrite {
  const { ts } = host;
  const { node, optionsArgument, defaultsAt, defaultsKey, layers } = site;
  const defaults = site.defaults[0];
  const own = below(layers[0]?.under ?? '', nested(texts));
  if (own === undefined || typeof own === 'string') {
    return defaults && own !== undefined ? [replace(defaults, own)] : notWritten(node);
  }
  const options = inStyleOf(host, defaults?.getSourceFile() ?? site.file, own);
  if (defaults) return extendObject(host, defaults, options);
  const complete = under(defaultsKey, { ...defaultsAt?.beside, ...options });
  if (optionsArgument && !isText(host, optionsArgument)) return extendObject(host, optionsArgument, complete);
  if (defaultsAt?.argument !== undefined && (ts.isNewExpression(node) || ts.isCallExpression(node))) {
    // `new Bull('mail', 'redis://…')`: the options come after the address.
    const index = defaultsAt.argument + (optionsArgument ? 1 : 0);
    return addArgument(node, index, complete) ?? notWritten(node);
  }
  return notWritten(node);
}

function notWritten(node: ts.Node): Rewrite {
  return refuse(
    node,
    'options-out-of-reach',
    'The options of this queue are not written here; set its defaults by hand.',
  );
}

function isText(host: Host, expression: ts.Expression): boolean {
  const type = typeAt(host, expression);
  return type !== undefined && (type.flags & host.ts.TypeFlags.StringLike) !== 0;
}

/**
 * Sets options in an object literal that holds some already, wherever it is written; `path` is where it stands among the
 * options, empty for the options themselves.
 */
export function extendOptions(
  host: Host,
  object: ts.ObjectLiteralExpression,
  texts: PathTexts,
  path = '',
): Rewrite {
  const options = below(path, nested(texts));
  if (options === undefined) return notWritten(object);
  const { it: styled = options } = inStyleOf(host, object.getSourceFile(), { it: options });
  return typeof styled === 'string' ? [replace(object, styled)] : extendObject(host, object, styled);
}
