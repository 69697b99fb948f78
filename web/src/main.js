// GraphiQL for the hub. What differs from hub to hub stands in the page, in <script id="settings">:
// {"title": "…", "endpoint": "/graphql", "defaultQuery": "…"}.
import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './page.css';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

const settings = JSON.parse(document.getElementById('settings').textContent);
const endpoint = new URL(settings.endpoint, window.location.origin);
const socket = new URL(endpoint);
socket.protocol = endpoint.protocol === 'https:' ? 'wss:' : 'ws:';

const shared = new URLSearchParams(window.location.search); // /graphql?query=… is a link to share

createRoot(document.getElementById('graphiql')).render(
  createElement(
    GraphiQL,
    {
      fetcher: createGraphiQLFetcher({ url: endpoint.href, subscriptionUrl: socket.href }),
      defaultQuery: settings.defaultQuery,
      initialQuery: shared.get('query') ?? undefined,
      initialVariables: shared.get('variables') ?? undefined,
      defaultEditorToolsVisibility: true,
      shouldPersistHeaders: false,
    },
    createElement(GraphiQL.Logo, null, createElement('span', { className: 'hub-title' }, settings.title)),
  ),
);
