package dev.tlsboot.autoconfigure;

import java.util.List;

import dev.tlsboot.context.SecureContext;

/**
 * A context of a server or client, and what it was made of.
 *
 * @param name what events call it: {@code default}, or the first of its server names
 * @param serverNames the names that it is for, empty for {@code default}
 * @param prefix the prefix of its properties, for reports
 * @param context the context
 * @param inputs what it was made of
 */
record MadeContext(String name, List<String> serverNames, String prefix, SecureContext context, ContextInputs inputs) {

}
