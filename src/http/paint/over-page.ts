import { html } from 'hono/html';

/** What somebody sees instead of the painter, where their link opens nothing. */
export const overPage = (sentence: string) => html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
  <meta name="color-scheme" content="light dark">
  <meta name="robots" content="noindex">
  <title>The painter cannot be opened · Easel</title>
  <link rel="icon" href="assets/look/mark.svg" type="image/svg+xml">
  <link rel="stylesheet" href="assets/look/look.css">
  <link rel="stylesheet" href="assets/paint.css">
  <link rel="stylesheet" href="assets/card.css">
</head>
<body class="over">
  <main class="note-card">
    <img src="assets/look/mark.svg" width="44" height="44" alt="">
    <h1>The painter cannot be opened</h1>
    <p>${sentence}</p>
  </main>
</body>
</html>
`;
