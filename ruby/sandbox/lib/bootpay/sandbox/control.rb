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
