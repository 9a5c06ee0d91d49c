// The tests in TypeScript, against the server at BASE_URL with its QA_API_TOKEN.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  use: {
    baseURL: process.env.BASE_URL ?? 'http://127.0.0.1:8000',
    launchOptions: { executablePath: process.env.E2E_BROWSER_PATH },
  },
});
