import { defineServer } from './shape.js';

/** Express 4 and 5. Facts: `@types/express` and `@types/express-serve-static-core`, whose `IRouter`, `IRoute` and `Application` declare the routes. */
export const express = defineServer({
  id: 'express',
  title: 'Express',
  packages: { express: '>=4', 'express-serve-static-core': '*' },
  parameters: ['Request', 'Response'],
  routes: ['Application', 'IRouter', 'IRoute'].map((owner) => ({
    owner,
    members: ['all', 'get', 'post', 'put', 'delete', 'patch', 'options', 'head', 'use'],
  })),
});
