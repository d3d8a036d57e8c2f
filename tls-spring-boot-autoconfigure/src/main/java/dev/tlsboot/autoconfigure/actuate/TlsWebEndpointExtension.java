package dev.tlsboot.autoconfigure.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Says by its status whether a reload has worked, so that a script need not read the
 * answer.
 */
@EndpointWebExtension(endpoint = TlsActuatorEndpoint.class)
public class TlsWebEndpointExtension {

	private final TlsActuatorEndpoint endpoint;

	/**
	 * Create the extension.
	 * @param endpoint what reloads
	 */
	public TlsWebEndpointExtension(TlsActuatorEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Reload all servers and clients.
	 * @return what became of them, with status 500 if one could not be reloaded
	 */
	@WriteOperation
	public WebEndpointResponse<ReloadDescriptor> reload() {
		return response(this.endpoint.reload());
	}

	/**
	 * Reload those of one name.
	 * @param name the name, as meters have it
	 * @return what became of them, with status 500 if one could not be reloaded, or
	 * status 404 if there is none
	 */
	@WriteOperation
	public WebEndpointResponse<ReloadDescriptor> reloadNamed(@Selector String name) {
		return response(this.endpoint.reloadNamed(name));
	}

	private static WebEndpointResponse<ReloadDescriptor> response(@Nullable ReloadDescriptor reload) {
		if (reload == null) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		return new WebEndpointResponse<>(reload,
				reload.failed() ? WebEndpointResponse.STATUS_INTERNAL_SERVER_ERROR : WebEndpointResponse.STATUS_OK);
	}

}
