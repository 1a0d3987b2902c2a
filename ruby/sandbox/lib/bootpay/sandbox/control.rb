# frozen_string_literal: true

require "json"
require "net/http"
require_relative "error"

module Bootpay
  class Sandbox
    # The control routes of a sandbox, for one of its projects.
    # @api private
    class Control
      # How many seconds a call may take.
      PATIENCE = 30

      # @param project [String, nil] its application id; nil: for what is about all projects
      def initialize(url, project = nil)
        @url = url
        @uri = URI.parse(url)
        @query = project && "?#{URI.encode_www_form(project: project)}"
        raise URI::InvalidURIError unless @uri.scheme == "http" && @uri.host
      rescue URI::InvalidURIError
        raise Error, "#{url.inspect} is no address of a sandbox: it looks like http://127.0.0.1:8300"
      end

      # @return [Hash, Array] what it answers
      # @raise [Error]
      def call(method, route, fields = nil)
        body = fields && JSON.generate(fields)
        answer = connected("#{method} #{route}") do |http|
          http.send_request(method, "#{route}#{@query}", body, "content-type" => "application/json")
        end
        parsed = JSON.parse(answer.body, symbolize_names: true)
        raise Error, "#{method} #{route}: #{parsed[:error]}" unless answer.is_a?(Net::HTTPSuccess)

        parsed
      rescue JSON::ParserError
        raise Error, "#{method} #{route}: #{@url} is no sandbox"
      end

      # What a console shows: requests with number and status, and the faults. A console then waits for more, in parts.
      # @return [Array<Hash>] the parts so far
      # @raise [Error]
      def overview
        parts = []
        unread = String.new # bytes: a piece may end within a character
        connected("GET /sandbox/events") do |http|
          http.request_get("/sandbox/events#{@query}") do |answer|
            answer.read_body do |piece|
              unread << piece
              while (event = unread.slice!(/\A.*?\n\n/m))
                next unless event.start_with?("data:")

                parts << JSON.parse(event.delete_prefix("data:").force_encoding(Encoding::UTF_8), symbolize_names: true)
                return parts unless parts.last.fetch(:more)
              end
            end
          end
        end
        raise Error, "GET /sandbox/events: #{@url} has no events"
      end

      private

      def connected(for_what, &block)
        http = Net::HTTP.new(@uri.host, @uri.port, nil) # a proxy of the environment cannot reach this machine
        http.open_timeout = http.read_timeout = PATIENCE
        http.start(&block)
      rescue SystemCallError, SocketError, IOError, Timeout::Error => error
        raise Gone, "#{for_what}: the sandbox at #{@url} does not answer: #{error.message}"
      end
    end
  end
end
