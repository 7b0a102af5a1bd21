// Journeys on one demonstration, in two files of people at once: those of a day, one after the other, for what one person does the
// next one finds; and those of the fiches, which open parcours of their own at the other end of the lists.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";

const port = Number(process.env.E2E_PORT ?? 18080);
const places = ["chromium-headless-shell", "chromium", "chromium-browser"].map((nom) => `/usr/bin/${nom}`);
const chromium = process.env.CHROMIUM ?? places.find(existsSync);
// Where the demonstration keeps its data; tools/e2e gives a place in memory, several times faster than most disks.
process.env.E2E_DATA ??= fileURLToPath(new URL("../target/e2e", import.meta.url));

export default defineConfig({
  testDir: "journeys",
  workers: 2,
  fullyParallel: false,
  projects: [
    { name: "journées", testIgnore: /9c-/, workers: 1 },
    { name: "fiches", testMatch: /9c-/, workers: 1 },
  ],
  forbidOnly: true,
  retries: 0,
  reporter: [["list"]],
  timeout: 45_000,
  outputDir: "../target/e2e-results",
  expect: { timeout: 10_000 },
  use: {
    actionTimeout: 15_000,
    baseURL: `http://localhost:${port}`,
    locale: "fr-FR",
    launchOptions: { executablePath: chromium, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] },
    screenshot: "only-on-failure",
  },
  webServer: {
    command: `../target/debug/raccroche demo --jeunes 5000 --seed 5 --data ${process.env.E2E_DATA} --port ${port}`,
    url: `http://localhost:${port}/readyz`,
    timeout: 240_000,
    reuseExistingServer: false,
    stdout: "ignore",
  },
});
