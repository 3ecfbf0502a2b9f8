import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The files of a balancer on `port`; everything that nginx writes stays in `folder`. `nodes` are the ports of the servers. */
export async function writeBalancer({ folder, port, nodes }) {
  await writeFile(path.join(folder, 'nginx.conf'), main(folder, port, nodes));
  await writeFile(path.join(folder, 'nodes.conf'), nodes.map((node) => `server 127.0.0.1:${node} max_fails=0;\n`).join(''));
}

const main = (folder, port, nodes) => `
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx.log warn;
worker_processes 1;
worker_shutdown_timeout 1h; # after a reload the connections that are there stay as long
events { worker_connections 10000; }

http {
  access_log off;
  client_max_body_size 0; # Corridor has limits of its own
${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${folder}/nginx-${name};`).join('\n')}

  # Connections last for hours: a new one goes to the node that has the fewest. No node is taken for lost (max_fails=0) because
  # of one refusal: one that is restarted refuses for a second, and asking it costs nothing.
  upstream any_node { zone any_node 64k; least_conn; include ${folder}/nodes.conf; }

  # Who gets no WebSocket through polls, and each request has to reach the node of the one before: by the visitor's address.
  upstream node_of_address { zone node_of_address 64k; hash $binary_remote_addr consistent; include ${folder}/nodes.conf; }
  map "$arg_transport:$arg_sid" $nodes {
    default any_node;
    "~^polling:" node_of_address;
    "~^websocket:." node_of_address; # somebody who polled and tries a WebSocket now
  }

  map $http_upgrade $connection_header { default upgrade; '' ''; }

  server {
    listen 127.0.0.1:${port};
    location = /nodes { return 200 "${nodes.join(' ')}"; } # shows which settings are in use
    location / {
      proxy_pass http://$nodes;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_header;
      proxy_set_header Host $http_host; # pages of this address may connect; CORS_ORIGINS names others
      proxy_set_header X-Forwarded-For $remote_addr; # TRUSTED_PROXIES=1
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_request_buffering off; # uploads of any size go through as they come

      # A node that is ending takes no connections, or says 503: the next one is asked at once, and nobody notices.
      proxy_next_upstream error timeout http_503;
      proxy_connect_timeout 1s;
      proxy_read_timeout 120s;
    }
  }
}
`;
