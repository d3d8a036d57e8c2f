// Asks for the figures once a second and draws them. What a meter has counted so far becomes a rate between two answers.

const WINDOW = 120; // seconds
const SERIES = 6;
const DASHES = [[], [6, 3], [2, 2], [], [6, 3], [2, 2]];
const byId = (id) => document.getElementById(id);
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

function element(name, text, className) {
	const result = document.createElement(name);
	if (text !== undefined) {
		result.textContent = text;
	}
	if (className) {
		result.className = className;
	}
	return result;
}

function bytes(count) {
	const units = ['B', 'kB', 'MB', 'GB', 'TB'];
	let unit = 0;
	while (count >= 1000 && unit < units.length - 1) {
		count /= 1000;
		unit++;
	}
	return `${(unit === 0) ? whole.format(count) : number.format(count)} ${units[unit]}`;
}

/** All meters of one server at one moment. */
class Sample {

	constructor(figures, server, time) {
		this.figures = figures.filter((figure) => figure.tags.server === server);
		this.time = time;
	}

	/** Return the sum of the meters of that name and those tags, or undefined if there is none yet. */
	sum(name, tags = {}) {
		const found = this.figures.filter((figure) => figure.name === name
				&& Object.entries(tags).every(([key, value]) => figure.tags[key] === value));
		return found.length ? found.reduce((sum, figure) => sum + figure.value, 0) : undefined;
	}

	/** Return sums under the labels that a function makes of a meter's tags. */
	group(name, label) {
		const groups = new Map();
		for (const figure of this.figures) {
			const key = (figure.name === name) ? label(figure.tags) : undefined;
			if (key !== undefined) {
				groups.set(key, (groups.get(key) ?? 0) + figure.value);
			}
		}
		return groups;
	}

}

/** A chart of several lines, and a table that says the same in numbers. */
class Chart {

	/**
	 * @param title what it shows
	 * @param lines makes of a sample a map of labels and counts
	 * @param options gauge: the counts are drawn as they are, and not as rates; unit: how numbers are written;
	 * empty: what is said when there is nothing yet
	 */
	constructor(title, lines, { gauge = false, unit = (value) => number.format(value), empty = 'None so far' } = {}) {
		Object.assign(this, { lines, gauge, unit, empty });
		this.history = [];
		this.labels = [];
		const figure = element('figure', undefined, 'empty');
		this.figure = figure;
		const caption = element('figcaption');
		caption.append(element('h2', title));
		this.plot = element('div', undefined, 'plot');
		this.plot.setAttribute('role', 'img');
		this.plot.setAttribute('aria-label', `Chart of the last two minutes: ${title}. The table below has the numbers.`);
		const table = element('table', undefined, 'series');
		table.setAttribute('aria-label', title);
		const head = table.createTHead().insertRow();
		for (const [index, text] of ['', gauge ? 'Now' : 'Per second', gauge ? 'Peak' : 'Total'].entries()) {
			const cell = element('th', text, index ? 'number' : '');
			cell.scope = 'col';
			head.append(cell);
		}
		this.rows = table.createTBody();
		figure.append(caption, this.plot, table);
		byId('charts').append(figure);
		new ResizeObserver(() => this.rebuild()).observe(this.plot);
	}

	add(sample, previous) {
		const counts = this.lines(sample);
		const before = previous ? this.lines(previous) : new Map();
		const seconds = previous ? (sample.time - previous.time) / 1000 : 0;
		const values = new Map();
		for (const [label, count] of counts) {
			if (this.gauge) {
				values.set(label, count);
			}
			else if (previous) {
				values.set(label, Math.max(0, count - (before.get(label) ?? 0)) / seconds);
			}
		}
		this.history.push({ time: sample.time, values });
		this.history = this.history.filter((entry) => entry.time > sample.time - (WINDOW + 5) * 1000);
		// who comes later comes below, so that no line changes its colour
		const others = [...counts.keys()].filter((label) => !this.labels.includes(label)).sort();
		this.labels.push(...others);
		this.write(counts, values);
		if (others.length) {
			this.rebuild();
		}
		else {
			this.uplot?.setData(this.data());
		}
	}

	/** Only so many lines can be told apart: the rest become one. */
	drawn() {
		if (this.labels.length <= SERIES) {
			return this.labels.map((label) => [label]);
		}
		return [...this.labels.slice(0, SERIES - 1).map((label) => [label]), this.labels.slice(SERIES - 1)];
	}

	data() {
		const now = this.history.at(-1)?.time ?? 0;
		const data = [this.history.map((entry) => (entry.time - now) / 1000)];
		for (const labels of this.drawn()) {
			data.push(this.history.map((entry) => labels.reduce((sum, label) => sum + (entry.values.get(label) ?? 0), 0)));
		}
		return data;
	}

	rebuild() {
		this.uplot?.destroy();
		this.uplot = undefined;
		if (!this.plot.clientWidth) {
			// nothing to draw yet
			return;
		}
		const style = getComputedStyle(document.documentElement);
		const color = (name) => style.getPropertyValue(name).trim();
		const axis = { stroke: color('--muted'), font: '12px system-ui, sans-serif',
			grid: { stroke: color('--line'), width: 1 }, ticks: { show: false } };
		this.uplot = new uPlot({
			width: this.plot.clientWidth,
			height: this.plot.clientHeight,
			legend: { show: false },
			cursor: { show: false },
			padding: [8, 14, 0, 0],
			scales: {
				x: { time: false, range: [-WINDOW, 0] },
				y: { range: (plot, least, most) => [0, Math.max(this.gauge ? 4 : 1, most * 1.15)] }
			},
			axes: [
				{ ...axis, size: 28, grid: { show: false }, splits: () => [-120, -90, -60, -30, 0],
					values: (plot, splits) => splits.map((split) => split ? `${split} s` : 'now') },
				{ ...axis, size: 58, space: 36, values: (plot, splits) => splits.map((split) => this.unit(split)) }
			],
			series: [{}, ...this.drawn().map((labels, index) => ({ stroke: color(`--series-${index + 1}`), width: 2,
				dash: DASHES[index], points: { show: false } }))]
		}, this.data(), this.plot);
	}

	write(counts, values) {
		const rows = this.labels.map((label, index) => {
			const row = element('tr');
			const name = element('td');
			const line = element('div', undefined, 'line');
			line.append(swatch(Math.min(index, SERIES - 1) + 1), element('span', label));
			name.append(line);
			const peak = Math.max(...this.history.map((entry) => entry.values.get(label) ?? 0));
			row.append(name, element('td', values.has(label) ? this.unit(values.get(label)) : '–', 'number'),
					element('td', this.gauge ? this.unit(peak) : this.total(counts.get(label) ?? 0), 'number'));
			return row;
		});
		if (!rows.length) {
			const row = element('tr');
			const cell = element('td', this.empty, 'none');
			cell.colSpan = 3;
			row.append(cell);
			rows.push(row);
		}
		this.rows.replaceChildren(...rows);
		this.figure.classList.toggle('empty', !this.labels.length);
	}

	total(count) {
		return (this.unit === bytes) ? bytes(count) : whole.format(count);
	}

}

function swatch(series) {
	const name = 'http://www.w3.org/2000/svg';
	const svg = document.createElementNS(name, 'svg');
	svg.setAttribute('viewBox', '0 0 28 10');
	svg.setAttribute('aria-hidden', 'true');
	const line = document.createElementNS(name, 'line');
	for (const [attribute, value] of Object.entries({ x1: 0, y1: 5, x2: 28, y2: 5, class: `series-${series}` })) {
		line.setAttribute(attribute, value);
	}
	svg.append(line);
	return svg;
}

const charts = [
	new Chart('Handshakes per second, by protocol and cipher', (sample) => sample.group('tls.server.handshakes',
			(tags) => (tags.result === 'success') ? `${tags.protocol} ${tags.cipher}` : undefined)),
	new Chart('Failed handshakes per second, by reason', (sample) => sample.group('tls.server.handshakes',
			(tags) => (tags.result === 'failure') ? tags.reason : undefined)),
	new Chart('Renegotiations and KeyUpdates per second', (sample) => sample.group('tls.server.renegotiations',
			(tags) => `${tags.kind} ${tags.outcome}`), { empty: 'No client has asked for one' }),
	new Chart('Connections', (sample) => sample.group('tls.server.connections', () => 'connections'),
			{ gauge: true, unit: (value) => whole.format(value) }),
	new Chart('Bytes per second on the wire', (sample) => new Map([
		...sample.group('tls.server.bytes.read', () => 'read'),
		...sample.group('tls.server.bytes.written', () => 'written')]), { unit: bytes }),
	new Chart('Sessions per second', (sample) => sample.group('tls.server.sessions', (tags) => tags.event),
			{ empty: 'Sessions are counted where there is a session store' })
];

function tiles(sample, previous, server) {
	const count = (value) => (value === undefined) ? 'none' : whole.format(value);
	const rate = (name, tags) => {
		const now = sample.sum(name, tags);
		return (previous && now !== undefined)
			? Math.max(0, now - (previous.sum(name, tags) ?? 0)) * 1000 / (sample.time - previous.time) : undefined;
	};
	const perSecond = (value, unit) => (value === undefined) ? '–' : unit(value);
	const set = (id, value, detail) => {
		byId(id).textContent = value;
		byId(`${id}-detail`).textContent = detail;
	};
	const handshakes = 'tls.server.handshakes';
	const refused = sample.sum('tls.server.renegotiations', { outcome: 'refused' }) ?? 0;
	set('connections', count(sample.sum('tls.server.connections') ?? 0), `${whole.format(server.figures.pendingHandshakes)} in handshake · `
			+ `${count(sample.sum('tls.server.connections.accepted'))} accepted · ${count(sample.sum('tls.server.connections.refused'))} refused`);
	set('handshakes', perSecond(rate(handshakes), (value) => number.format(value)),
			`${count(sample.sum(handshakes, { result: 'success' }))} done · ${count(sample.sum(handshakes, { result: 'failure' }))} failed`);
	set('renegotiations', whole.format(refused), `${count(sample.sum('tls.server.renegotiations', { outcome: 'allowed' }))} allowed`);
	byId('attack').classList.toggle('attacked', refused > 0);
	set('sessions', whole.format(sample.sum(handshakes, { resumed: 'true' }) ?? 0), sessions(sample, count));
	set('traffic', perSecond(rate('tls.server.bytes.written'), (value) => `${bytes(value)}/s`),
			`${perSecond(rate('tls.server.bytes.read'), (value) => `${bytes(value)}/s`)} in`);
}

function sessions(sample, count) {
	if (sample.sum('tls.server.sessions') === undefined) {
		return `of ${count(sample.sum('tls.server.handshakes', { result: 'success' }))} handshakes`;
	}
	return ['new', 'hit', 'miss'].map((event) => `${count(sample.sum('tls.server.sessions', { event }))} ${event}`).join(' · ');
}

function identity(server) {
	const engine = server.context.engine;
	const why = engine.passedOver.map((other) => other.reason).join(' ');
	byId('identity').textContent = `${server.address ?? 'not listening'} · engine ${engine.name}`
			+ ((engine.name === engine.configured) ? '' : ` (${engine.configured}${why ? `: ${why}` : ''})`);
}

function certificates(server) {
	const contexts = [['any other', server.context], ...Object.entries(server.serverNames)];
	if (contexts.length === 1) {
		contexts[0][0] = 'any';
	}
	const rows = contexts.flatMap(([name, context]) => context.certificates.map((certificate) => {
		const row = element('tr');
		const days = Math.floor((Date.parse(certificate.validUntil) - Date.now()) / 86_400_000);
		const verdict = (days < 0) ? ['expired', 'bad'] : (days < 14) ? ['renew soon', 'warn'] : ['', 'good'];
		const cells = [['Server name', name], ['Subject', certificate.subject], ['Also for', certificate.subjectAltNames ?? '–'],
			['Key', certificate.keyAlgorithm], ['Valid until', certificate.validUntil.slice(0, 10)],
			['Days left', `${whole.format(days)}${verdict[0] ? ` (${verdict[0]})` : ''}`]];
		for (const [label, text] of cells) {
			const cell = element('td');
			cell.dataset.label = label;
			cell.append(element('span', text, (label === 'Days left') ? verdict[1] : ''));
			if (label === 'Days left') {
				cell.classList.add('number');
			}
			row.append(cell);
		}
		return row;
	}));
	document.querySelector('#certificates tbody').replaceChildren(...rows);
}

function policy(server) {
	const { limits, context } = server;
	const none = (value) => value || 'no limit';
	const duration = (iso) => iso.replace(/^PT/, '').replace(/[A-Z]/g, (unit) => ` ${{ H: 'h', M: 'min', S: 's' }[unit]} `).trim();
	const lines = {
		'Protocols': context.protocols.join(', '),
		'Ciphers': context.ciphers.join(', '),
		'Client certificates': !context.requestCert ? 'not asked for' : context.rejectUnauthorized ? 'required' : 'asked for',
		'Connections': none(limits.maxConnections),
		'Pending handshakes': `${none(limits.maxPendingHandshakes)}, each within ${duration(limits.handshakeTimeout)}`,
		'Renegotiations': `${limits.renegLimit} within ${duration(limits.renegWindow)}; ${limits.keyUpdateLimit} KeyUpdates`
	};
	byId('policy').replaceChildren(...Object.entries(lines).flatMap(([name, text]) => [element('dt', name), element('dd', text)]));
}

function choose(names) {
	const select = byId('server');
	if (select.length !== names.length) {
		select.replaceChildren(...names.map((name) => new Option(name)));
		byId('choice').hidden = names.length < 2;
	}
	return select.value;
}

let previous;

function forget() {
	previous = undefined;
	for (const chart of charts) {
		chart.history = [];
		chart.labels = [];
		chart.rebuild();
	}
}

async function json(path) {
	const response = await fetch(path, { cache: 'no-store' });
	if (!response.ok) {
		throw new Error(`${path} answers ${response.status}`);
	}
	return response.json();
}

async function refresh() {
	const [figures, tls] = await Promise.all([json('figures'), json('actuator/tls')]);
	const name = choose(Object.keys(tls.servers));
	const server = tls.servers[name];
	if (!server) {
		throw new Error('there is no TLS server');
	}
	const sample = new Sample(figures, name, Date.now());
	identity(server);
	tiles(sample, previous, server);
	for (const chart of charts) {
		chart.add(sample, previous);
	}
	certificates(server);
	policy(server);
	previous = sample;
}

function state(text, className) {
	if (byId('state').textContent !== text) {
		byId('state').textContent = text;
		byId('state').className = className;
	}
}

async function run() {
	for (;;) {
		try {
			await refresh();
			state('Live', 'live');
		}
		catch (error) {
			state(`No figures: ${error.message}`, 'lost');
			previous = undefined;
		}
		await new Promise((resolve) => setTimeout(resolve, 1000));
	}
}

byId('server').addEventListener('change', forget);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => charts.forEach((chart) => chart.rebuild()));
run();
