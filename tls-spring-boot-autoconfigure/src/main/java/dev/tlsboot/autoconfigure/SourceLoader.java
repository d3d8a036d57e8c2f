package dev.tlsboot.autoconfigure;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import dev.tlsboot.credential.CredentialSource;
import dev.tlsboot.failure.TlsConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.io.ApplicationResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.StringUtils;

/**
 * Reads what properties name: resource locations, PEM text itself, and {@code base64:}
 * data, as Spring Boot's SSL bundles do.
 */
class SourceLoader {

	private static final String PEM_BEGIN = "-----BEGIN";

	private static final String BASE64_PREFIX = "base64:";

	/**
	 * What was meant as data, and lacks what would say so.
	 */
	private static final Pattern DATA = Pattern.compile("[A-Za-z0-9+/\\s]{40,}={0,2}\\s*|.*PRIVATE KEY.*",
			Pattern.DOTALL);

	private final ResourceLoader resourceLoader;

	private final Consumer<CredentialSource> log;

	SourceLoader(ResourceLoader resourceLoader) {
		// a location without a scheme is a file, as it is in SSL bundles
		this(ApplicationResourceLoader.get(resourceLoader, true), (source) -> {
		});
	}

	private SourceLoader(ResourceLoader resourceLoader, Consumer<CredentialSource> log) {
		this.resourceLoader = resourceLoader;
		this.log = log;
	}

	/**
	 * Return a loader that tells what it has read.
	 */
	SourceLoader telling(Consumer<CredentialSource> log) {
		return new SourceLoader(this.resourceLoader, log);
	}

	/**
	 * Read all that an option names.
	 * @param option the option, for reports
	 * @param values texts in PEM, or comma-separated locations
	 * @return what was read, in order; empty if nothing was named
	 */
	List<CredentialSource> load(String option, List<String> values) {
		List<CredentialSource> sources = new ArrayList<>();
		for (String value : values) {
			if (value.contains(PEM_BEGIN)) {
				sources.add(new CredentialSource(option, "PEM text", value.getBytes(StandardCharsets.UTF_8)));
				continue;
			}
			for (String location : StringUtils.tokenizeToStringArray(value, ",")) {
				sources.add(read(option, location));
			}
		}
		sources.forEach(this.log);
		return sources;
	}

	/**
	 * Return the files that an option names, to watch them. Text and data that stand in
	 * the property itself do not change.
	 * @param option the option, for reports
	 * @param values texts in PEM, or comma-separated locations
	 * @return the files, which may be symbolic links
	 * @throws TlsConfigurationException if a location is no file
	 */
	List<Path> files(String option, List<String> values) {
		List<Path> files = new ArrayList<>();
		for (String value : values) {
			if (value.contains(PEM_BEGIN)) {
				continue;
			}
			for (String location : StringUtils.tokenizeToStringArray(value, ",")) {
				if (!location.startsWith(BASE64_PREFIX)) {
					files.add(file(option, location));
				}
			}
		}
		return files;
	}

	private Path file(String option, String location) {
		Resource resource = resource(option, location, location);
		try {
			if (resource.isFile()) {
				return resource.getFile().toPath().toAbsolutePath();
			}
		}
		catch (IOException ex) {
			throw unwatchable(option, location, ex);
		}
		throw unwatchable(option, location, null);
	}

	private static TlsConfigurationException unwatchable(String option, String location, @Nullable Throwable cause) {
		return new TlsConfigurationException(option, location,
				"It is no file of its own, and cannot be watched for changes.",
				"Name a file, or set reload-on-update to false.", cause);
	}

	private CredentialSource read(String option, String location) {
		// what follows the prefix may be a secret
		String name = location.startsWith(BASE64_PREFIX) ? BASE64_PREFIX + "…" : location;
		Resource resource = resource(option, location, name);
		try {
			if (resource.isFile() && resource.getFile().isDirectory()) {
				throw new TlsConfigurationException(option, name, "It is a directory.",
						"Name a file; several files are separated by commas.", null);
			}
			return new CredentialSource(option, name, resource.getContentAsByteArray());
		}
		catch (IOException ex) {
			throw unreadable(option, name, resource, ex);
		}
	}

	private static TlsConfigurationException unreadable(String option, String name, Resource resource, IOException ex) {
		if (DATA.matcher(name).matches()) {
			// it may be a private key, and is not to be shown
			return new TlsConfigurationException(option, null, "It is no location, and not marked as data.",
					"Begin PEM text with '-----BEGIN', or other data, in Base64, with 'base64:'.", null);
		}
		if (ex instanceof FileNotFoundException || ex instanceof NoSuchFileException) {
			return new TlsConfigurationException(option, name,
					"Nothing was found at " + resource.getDescription() + ".",
					"Correct the location, or put the file there.", ex);
		}
		return new TlsConfigurationException(option, name, "It could not be read: " + ex.getMessage() + ".",
				"See to it that this application may read it.", ex);
	}

	private Resource resource(String option, String location, String name) {
		try {
			return this.resourceLoader.getResource(location);
		}
		catch (IllegalArgumentException ex) {
			throw new TlsConfigurationException(option, name, "It is malformed: " + ex.getMessage() + ".",
					"Use a resource location, the PEM text itself, or 'base64:' and data.", ex);
		}
	}

}
