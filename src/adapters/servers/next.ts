import { defineServer } from './shape.js';

/**
 * Next 13 and later; checked for 16. Facts: `dist/server/web/http.js` (method names of route modules), `dist/lib/is-app-route-route.js`
 * (their file name), `dist/build/analysis/get-page-static-info.js` (the directive), `dist/shared/lib/utils.d.ts`.
 */
export const next = defineServer({
  id: 'next',
  title: 'Next',
  packages: { next: '>=13' },
  parameters: ['NextRequest', 'NextApiRequest'],
  files: {
    path: String.raw`/app/(?:.*/)?route$`,
    exports: ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH'],
  },
  directive: 'use server',
});
