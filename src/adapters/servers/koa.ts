import { defineServer } from './shape.js';

/**
 * Koa and its router; types checked for `@types/koa` 3, `@types/koa__router` 12 and `@koa/router` 15, whose contexts all
 * intersect `ExtendableContext`.
 */
export const koa = defineServer({
  id: 'koa',
  title: 'Koa',
  packages: { koa: '>=2', '@koa/router': '>=8' },
  parameters: ['ExtendableContext'],
  routes: ['Router', 'RouterImplementation'].map((owner) => ({
    owner,
    members: ['all', 'get', 'post', 'put', 'delete', 'patch', 'options', 'head', 'use'],
  })),
});
