package dev.tlsboot.sample;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;

import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The page in a real browser, while somebody renegotiates more than is allowed.
 */
@Timeout(120)
class PageTests {

	private static final Path BROWSER = Path.of("/usr/bin/chromium");

	private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

	private static ConfigurableApplicationContext application;

	private static ChromeDriver browser;

	@BeforeAll
	static void openThePageAndAttack() throws Exception {
		assumeTrue(Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER),
				"the page is not tested: there is no chromium with chromium-driver here");
		application = SampleApplication.start("--server.port=0", "--tls.server.port=0", "--spring.cache.type=simple",
				"--tls.servers.shared.port=0", "--tls.servers.shared.self-signed=true",
				"--tls.servers.shared.session.store=cache",
				"--tls.servers.shared.session.encryption-key=" + Base64.getEncoder().encodeToString(new byte[32]));
		browser = new ChromeDriver(
				new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).usingAnyFreePort().build(),
				options());
		browser.get("http://127.0.0.1:" + port("server") + "/");
		await("the page has its first figures", () -> assertThat(text("state")).isEqualTo("Live"));
		assertThat(browser.findElements(By.className("none"))).extracting(WebElement::getText)
			.contains("No client has asked for one", "Sessions are counted where there is a session store");
		attack();
	}

	private static ChromeOptions options() {
		LoggingPreferences logging = new LoggingPreferences();
		logging.enable(LogType.BROWSER, Level.ALL);
		ChromeOptions options = new ChromeOptions().setBinary(BROWSER.toFile())
			// the sandbox wants no root, and containers have little shared memory
			.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,1000");
		options.setCapability("goog:loggingPrefs", logging);
		return options;
	}

	/**
	 * Renegotiate until the server has had enough, talk HTTP to it, and be a good client
	 * besides.
	 */
	private static void attack() throws Exception {
		Process client = new ProcessBuilder("openssl", "s_client", "-tls1_2", "-connect",
				"127.0.0.1:" + port("tls.server"))
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		try (OutputStream input = client.getOutputStream(); Peer peer = Peer.connect(port("tls.server"))) {
			assertThat(peer.receive()).isEqualTo("welcome!");
			await("the client has renegotiated too often", () -> {
				input.write("R\n".getBytes(StandardCharsets.US_ASCII));
				input.flush();
				assertThat(text("renegotiations")).isEqualTo("1");
			});
		}
		catch (IOException ex) {
			// the attacker's connection has been closed under its hands
		}
		finally {
			client.destroyForcibly();
		}
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port("tls.server"))) {
			socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			socket.setSoTimeout(20_000);
			socket.getInputStream().readAllBytes();
		}
	}

	@AfterAll
	static void close() {
		if (browser != null) {
			browser.quit();
		}
		if (application != null) {
			application.close();
		}
	}

	private static int port(String name) {
		return application.getEnvironment().getRequiredProperty("local." + name + ".port", Integer.class);
	}

	private static String text(String id) {
		return browser.findElement(By.id(id)).getText();
	}

	/**
	 * Wait for something on the page, whose rows are others after each refresh.
	 */
	private static void await(String what, ThrowingRunnable assertion) {
		Awaitility.await(what)
			.atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofMillis(200))
			.ignoreException(StaleElementReferenceException.class)
			.untilAsserted(assertion);
	}

	/**
	 * The table of a chart, row by row.
	 */
	private static String table(String title) {
		return browser.findElement(By.cssSelector("table[aria-label^='" + title + "']"))
			.getText()
			.replaceAll("\\s+", " ");
	}

	private static void screenshot(TestInfo test) throws IOException {
		File picture = browser.getScreenshotAs(OutputType.FILE);
		Path target = Files.createDirectories(Path.of("target", "page"));
		Files.move(picture.toPath(), target.resolve(test.getTestMethod().orElseThrow().getName() + ".png"),
				StandardCopyOption.REPLACE_EXISTING);
	}

	@Test
	void showsTheAttackInNumbers(TestInfo test) throws IOException {
		await("what happened is in the tables", () -> {
			assertThat(text("renegotiations")).isEqualTo("1");
			assertThat(text("renegotiations-detail")).isEqualTo("3 allowed");
			assertThat(browser.findElement(By.id("attack")).getDomAttribute("class")).contains("attacked");
			assertThat(table("Renegotiations")).contains("renegotiation allowed 0 3", "renegotiation refused 0 1");
			assertThat(table("Handshakes")).contains("TLSv1.2 ECDHE-ECDSA-AES256-GCM-SHA384 0 1",
					"TLSv1.3 TLS_AES_256_GCM_SHA384 0 1");
			assertThat(table("Failed")).contains("not-tls 0 1");
			assertThat(table("Connections")).containsPattern("connections 0 [12]");
			assertThat(text("connections-detail")).isEqualTo("0 in handshake · 3 accepted · none refused");
			assertThat(text("sessions-detail")).isEqualTo("of 2 handshakes");
		});
		screenshot(test);
	}

	@Test
	void drawsWhatTheNumbersSay() {
		await("the canvases are not empty", () -> assertThat(browser.executeScript("""
				return [...document.querySelectorAll('canvas')].slice(0, 5).map((canvas) => {
					const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
					const color = getComputedStyle(document.documentElement).getPropertyValue('--series-1').trim();
					const [red, green, blue] = color.match(/[0-9a-f]{2}/g).map((part) => parseInt(part, 16));
					for (let i = 0; i < data.length; i += 4) {
						if (data[i] === red && data[i + 1] === green && data[i + 2] === blue) {
							return true;
						}
					}
					return false;
				})""")).isEqualTo(List.of(true, true, true, true, true)));
	}

	@Test
	void countsTheSessionsOfAServerWithAStore(TestInfo test) throws Exception {
		String first = browser.getWindowHandle();
		browser.switchTo().newWindow(WindowType.TAB);
		try {
			browser.get("http://127.0.0.1:" + port("server") + "/");
			await("the servers are there to choose from",
					() -> assertThat(browser.findElements(By.xpath("//select[@id='server']/option[.='shared']")))
						.singleElement()
						.satisfies(WebElement::click));
			await("the server with a store is shown",
					() -> assertThat(text("identity")).contains(":" + port("tls.shared") + " · engine bouncycastle"));
			reconnect();
			await("sessions are in the table", () -> {
				assertThat(table("Sessions")).contains("new 0 1", "hit 0 5");
				assertThat(text("sessions")).isEqualTo("5");
				assertThat(text("sessions-detail")).isEqualTo("1 new · 5 hit · none miss");
			});
			screenshot(test);
		}
		finally {
			browser.close();
			browser.switchTo().window(first);
		}
	}

	/**
	 * Connect six times, with one session.
	 */
	private static void reconnect() throws Exception {
		Process client = new ProcessBuilder("openssl", "s_client", "-tls1_2", "-no_ticket", "-reconnect", "-connect",
				"127.0.0.1:" + port("tls.shared"))
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		client.getOutputStream().close();
		assertThat(client.waitFor()).isZero();
	}

	@Test
	void listsCertificatesWithTheirDaysLeft() {
		await("there is one certificate",
				() -> assertThat(browser.findElements(By.cssSelector("#certificates tbody tr"))).singleElement()
					.satisfies((row) -> assertThat(row.getText()).contains("CN=localhost", "DNS:localhost", " EC ")
						.containsPattern("\\d{4}-\\d\\d-\\d\\d \\d+$")));
		assertThat(text("identity")).endsWith(":" + port("tls.server") + " · engine jdk");
		assertThat(text("policy")).contains("TLSv1.3, TLSv1.2", "ECDHE-ECDSA-AES256-GCM-SHA384",
				"3 within 10 min; 32 KeyUpdates");
	}

	@Test
	void breaksNoRuleOfItsContentSecurityPolicy() {
		// the advice about reading pixels is for these tests
		assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
			.filteredOn((entry) -> !entry.getMessage().contains("willReadFrequently"))
			.isEmpty();
		Object foreign = browser
			.executeScript("return performance.getEntriesByType('resource').map((each) => each.name)"
					+ ".filter((name) => !name.startsWith(location.origin))");
		assertThat(foreign).isEqualTo(List.of());
	}

	@Test
	void fitsOnAPhone(TestInfo test) throws IOException {
		Dimension before = browser.manage().window().getSize();
		try {
			browser.executeCdpCommand("Emulation.setDeviceMetricsOverride",
					Map.of("width", 360, "height", 2600, "deviceScaleFactor", 2, "mobile", true));
			await("nothing is wider than the screen",
					() -> assertThat(browser.executeScript("return document.documentElement.scrollWidth <= innerWidth"))
						.isEqualTo(true));
			assertThat(browser.executeScript("return innerWidth")).isEqualTo(360L);
			await("a certificate's figures stand below each other",
					() -> assertThat(browser.findElement(By.cssSelector("#certificates td")).getCssValue("display"))
						.isEqualTo("grid"));
			screenshot(test);
		}
		finally {
			browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
			browser.manage().window().setSize(before);
		}
	}

	@Test
	void isDarkForWhoWantsItDark(TestInfo test) throws IOException {
		String light = browser.findElement(By.tagName("body")).getCssValue("background-color");
		try {
			browser.executeCdpCommand("Emulation.setEmulatedMedia",
					Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
			assertThat(browser.findElement(By.tagName("body")).getCssValue("background-color")).isNotEqualTo(light);
			drawsWhatTheNumbersSay();
			screenshot(test);
		}
		finally {
			browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
		}
	}

}
