'use strict';
// Starts GraphiQL. In the demo it comes with a token for each role: choosing a role fills the header in.
(async () => {
  const { createElement, useMemo, useState } = React;
  const answer = await fetch('/explorer/beginning.json');
  const beginning = answer.ok ? await answer.json() : { firstQuery: null, tokens: [] };
  const url = new URL('/graphql', location.href).toString();
  const headersOf = (token) => JSON.stringify({ Authorization: `Bearer ${token}` }, null, 2);
  const tokens = new Map(beginning.tokens.map(({ role, token }) => [role, token]));
  const remembered = sessionStorage.getItem('vitrine-role');
  const first = tokens.has(remembered) ? remembered : [...tokens.keys()][0];

  function Explorer() {
    const [role, setRole] = useState(first);
    Explorer.choose = (chosen) => {
      sessionStorage.setItem('vitrine-role', chosen);
      setRole(chosen);
    };
    const token = tokens.get(role);
    // The schema is fetched before the headers' editor has its text, so the role's token stands beneath what is typed.
    const standing = token ? { Authorization: `Bearer ${token}` } : {};
    const fetcher = useMemo(() => GraphiQL.createFetcher({ url, headers: standing }), [role]);
    return createElement(GraphiQL, {
      key: role,
      fetcher,
      headers: token ? headersOf(token) : undefined,
      shouldPersistHeaders: false,
      defaultEditorToolsVisibility: 'headers',
      defaultQuery: beginning.firstQuery ?? undefined,
    });
  }

  if (tokens.size > 0) {
    const select = document.getElementById('role');
    for (const role of tokens.keys()) {
      select.add(new Option(role, role, false, role === first));
    }
    select.addEventListener('change', () => Explorer.choose(select.value));
    document.getElementById('roles').hidden = false;
  }
  ReactDOM.createRoot(document.getElementById('explorer')).render(createElement(Explorer));
})();
