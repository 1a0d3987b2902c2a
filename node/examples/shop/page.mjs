const escaped = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The shop's page, with BootPay's script from `origin`. */
export const page = (origin) => `<!doctype html>
<html lang="ko">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>가게</title>
    <script src="${escaped(origin)}/js/bootpay-3.3.3.min.js"></script>
    <script src="/shop.js" defer></script>
  </head>
  <body>
    <h1>가게</h1>
    <button id="identity">본인인증</button>
    <button id="payment">키보드 1,000원 결제</button>
    <p id="result" role="status"></p>
  </body>
</html>
`;
