import { express } from './express.js';
import { fastify } from './fastify.js';
import { hono } from './hono.js';
import { koa } from './koa.js';
import { nest } from './nest.js';
import { next } from './next.js';
import type { ServerAdapter } from './shape.js';

/** Every HTTP framework that the tool knows, one entry per file of this folder. */
export const serverAdapters: readonly ServerAdapter[] = [express, fastify, koa, hono, nest, next];
